"""Texts from lists: what is drawn for Nigerian Pidgin, and how Croatian, Bosnian and Serbian are written from one
list; and a list is there whole or not at all."""
import gzip
import itertools
import pathlib
import tempfile
import unittest

import lists

WORDS = ["vrijeme", "vreme", "policije", "police", "tjedan", "općini", "igraće", "igrati", "je"]


class Kin(unittest.TestCase):
    def setUp(self):
        self.words = lists.Chances(WORDS, [1.0] * len(WORDS))
        self.kin = lists.Kin(self.words)

    def test_the_table_is_followed_from_any_column(self):
        for word in ("tjedan", "sedmica", "nedelja"):
            self.assertEqual(self.kin.spellings(word)[0], "tjedan")
        self.assertEqual(self.kin.spellings("općini"), ["općini", "općini", "opštini"])

    def test_ijekavian_and_ekavian_words_are_found_in_the_list(self):
        for word in ("vrijeme", "vreme"):
            self.assertEqual(self.kin.spellings(word), ["vrijeme", "vrijeme", "vreme"])

    def test_the_end_of_a_word_is_no_old_vowel(self):
        self.assertEqual(self.kin.spellings("policije"), ["policije"] * 3)

    def test_a_word_far_oftener_than_its_twin_is_another_word(self):
        kin = lists.Kin(lists.Chances(["mene", "mjene"], [1000.0, 1.0]))
        self.assertEqual(kin.spellings("mene"), ["mene"] * 3)

    def test_a_serbian_future_is_two_words_elsewhere(self):
        self.assertEqual(self.kin.spellings("igraće"), ["igrat će", "igrat će", "igraće"])

    def test_each_language_writes_the_same_draw(self):
        rows = list(self.kin.rows(self.words))
        self.assertEqual({row["lang"] for row in rows}, {"hr", "bs", "sr-Latn"})
        self.assertNotIn("vreme", " ".join(row["text"] for row in rows if row["lang"] == "hr").split())
        self.assertNotIn("vrijeme", " ".join(row["text"] for row in rows if row["lang"] == "sr-Latn").split())


class Pidgin(unittest.TestCase):
    def setUp(self):
        english = lists.Chances(["the", "people", "market", "been"], [1.0] * 4)
        self.texts = {lang: list(itertools.chain.from_iterable(row["text"].split() for row in rows))
                      for lang, rows in itertools.groupby(lists.rows_of_pidgin(english), lambda row: row["lang"])}

    def test_pidgin_replaces_english_words_and_has_its_own(self):
        self.assertTrue({"di", "pipo", "market", "wey"} <= set(self.texts["pcm"]))
        self.assertFalse({"the", "people", "been"} & set(self.texts["pcm"]))

    def test_headlines_are_english_without_what_pidgin_replaces(self):
        self.assertEqual(set(self.texts["en"]), {"market"})


class Write(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "words.jsonl.gz"

    def test_a_list_that_was_broken_off_is_not_there(self):
        def rows():
            yield {"id": "xh-0"}
            raise KeyboardInterrupt
        with self.assertRaises(KeyboardInterrupt):
            lists.write(self.path, rows())
        self.assertFalse(self.path.exists())

    def test_a_whole_list_is_there(self):
        lists.write(self.path, [{"id": "xh-0"}])
        self.assertEqual(gzip.decompress(self.path.read_bytes()), b'{"id": "xh-0"}\n')


if __name__ == "__main__":
    unittest.main()
