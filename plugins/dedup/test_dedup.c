/* The indexes of dedup, by themselves: what cases.jsonl cannot show with a handful of articles. */
#include "exact_index.h"
#include "finder.h"
#include "mix.h"
#include "names.h"
#include "near_index.h"
#include "preference.h"
#include "sketches.h"
#include "url.h"

#include <galley/stage.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

extern const galley_stage_type galley_stage;

static const double THRESHOLD = 0.56;

enum { SHINGLE = 9, WORD_LETTERS = 6 };

/* ---- What is made up ------------------------------------------------------------------------------------------- */

/* Signature number `seed` of endlessly many that have nothing in common. */
static signature made_up(uint64_t seed) {
    signature made = {.size = 300};
    for (size_t i = 0; i < SIGNATURE_VALUES; i++)
        made.values[i] = (uint8_t)mix_bits(seed << 8 | i);
    return made;
}

/* The same with every nth value another. */
static signature changed(signature from, size_t nth) {
    for (size_t i = 0; i < SIGNATURE_VALUES; i += nth)
        from.values[i] ^= 0x55;
    return from;
}

static near_index *filled(uint32_t count) {
    near_index *index = near_index_new(0);
    for (uint32_t i = 0; i < count; i++) {
        signature next = made_up(i);
        assert_true(near_index_add(index, &next, NULL));
    }
    return index;
}

/* The best match there is. */
static bool find_best(near_index *index, const signature *wanted, double similarity, near_match *best,
                      uint32_t *compared) {
    near_found found;
    near_index_find(index, wanted, (likeness){.similarity = similarity}, &found);
    *compared = found.compared;
    if (found.count > 0)
        *best = found.matches[0];
    return found.count > 0;
}

static article_signature signature_of(const char *text, unsigned shingle) {
    signature_maker *maker = signature_maker_new(shingle);
    article_signature made;
    signature_make(maker, galley_text_of(NULL), galley_text_of(text), &made);
    signature_maker_free(maker);
    return made;
}

static double resemblance_of(const char *one, const char *other) {
    article_signature first = signature_of(one, SHINGLE), second = signature_of(other, SHINGLE);
    assert_int_equal(first.kind, SIGNATURE_FULL);
    assert_int_equal(second.kind, SIGNATURE_FULL);
    return signature_compare(&first.shingles, &second.shingles).resemblance;
}

/* `count` words of WORD_LETTERS letters from number `from` on; the same numbers are the same words. */
static galley_text words_from(galley_arena *arena, unsigned from, unsigned count) {
    galley_buffer text = {0};
    for (unsigned i = from; i < from + count; i++) {
        uint64_t bits = mix_bits(i);
        for (size_t letter = 0; letter < WORD_LETTERS; letter++, bits /= 26)
            galley_buffer_add_char(&text, (char)('a' + bits % 26));
        galley_buffer_add_char(&text, ' ');
    }
    galley_text copy = galley_arena_copy(arena, galley_buffer_text(&text));
    galley_buffer_clear(&text);
    return copy;
}

/* ---- Signatures ------------------------------------------------------------------------------------------------ */

static void case_accents_and_punctuation_make_no_difference(void **state) {
    (void)state;
    const char *same[] = {"L’été dernier, la Cour a tranché: c'est FINI.",
                          "l'ete DERNIER la cour... a tranche; C’EST fini",
                          "L’e\u0301te\u0301 der\u00ADnier,\nla  Cour a tranche\u0301 (c'est ﬁni)"};
    article_signature first = signature_of(same[0], SHINGLE);
    for (size_t i = 1; i < 3; i++) {
        article_signature other = signature_of(same[i], SHINGLE);
        assert_true(first.words == other.words);
        assert_memory_equal(&first.shingles, &other.shingles, sizeof first.shingles);
    }
    assert_true(first.words != signature_of("L'été prochain, la Cour a tranché: c'est fini.", SHINGLE).words);
}

/* The mean over some texts of the likeness of words 0 to 599 and `count` words from `from` on. */
static likeness mean_likeness(unsigned from, unsigned count) {
    enum { TEXTS = 40 };
    likeness mean = {0};
    galley_arena *arena = galley_arena_new();
    for (unsigned text = 0; text < TEXTS; text++) {
        unsigned first = text * 10000;
        article_signature one = signature_of(words_from(arena, first, 600).ptr, SHINGLE);
        article_signature other = signature_of(words_from(arena, first + from, count).ptr, SHINGLE);
        likeness alike = signature_compare(&one.shingles, &other.shingles);
        mean.resemblance += alike.resemblance / TEXTS;
        mean.containment += alike.containment / TEXTS;
        mean.similarity += alike.similarity / TEXTS;
    }
    galley_arena_free(arena);
    return mean;
}

static void assert_likeness(likeness found, double resemblance, double containment) {
    assert_float_equal(found.resemblance, resemblance, 0.03);
    assert_float_equal(found.containment, containment, 0.06); /* it cannot go above 1: its mean stays a little below */
    assert_float_equal(found.similarity, (found.resemblance + 3 * found.containment) / 4, 1e-6);
}

static void resemblance_and_containment_are_estimated_without_bias(void **state) {
    (void)state;
    assert_likeness(mean_likeness(0, 600), 1, 1);
    assert_likeness(mean_likeness(0, 300), 0.5, 1);
    assert_likeness(mean_likeness(300, 600), 1.0 / 3, 0.5);
    assert_likeness(mean_likeness(600, 600), 0, 0);
}

static void scripts_without_spaces_have_shingles_too(void **state) {
    (void)state;
    const char *chinese = "国务院总理星期三在北京会见了来访的法国外交部长双方就经贸合作和气候变化交换了意见";
    const char *edited = "国务院总理星期四在北京会见了来访的法国外交部长双方就经贸合作和气候变化交换了意见";
    const char *other = "昨晚一场大火烧毁了市中心的一座旧仓库消防员用了四个小时才把火扑灭没有人员伤亡";
    assert_true(resemblance_of(chinese, edited) > 0.5);
    assert_true(resemblance_of(chinese, other) < 0.1);
    const char *thai = "นายกรัฐมนตรีแถลงผลการประชุมคณะรัฐมนตรีเมื่อวันอังคารที่ทำเนียบรัฐบาลกรุงเทพมหานคร";
    const char *thai_other = "ทีมฟุตบอลทีมชาติไทยเอาชนะทีมเวียดนามสองประตูต่อหนึ่งในนัดชิงชนะเลิศเมื่อคืนนี้";
    assert_true(resemblance_of(thai, thai) > 0.99);
    assert_true(resemblance_of(thai, thai_other) < 0.2);
    /* An ideograph is worth two letters. */
    assert_int_equal(signature_of("速報です。", SHINGLE).kind, SIGNATURE_SHORT);
    assert_int_equal(signature_of("台風、接近中で", 6).shingles.size, 7);
    assert_int_equal(signature_of("台風が接近中で", 6).shingles.size, 9);
    assert_int_equal(signature_of("นายกรัฐมนตร", 6).kind, SIGNATURE_SHORT);
    assert_int_equal(signature_of("นายกรัฐมนตรี", 6).shingles.size, 7);
    assert_int_equal(signature_of("AFP 2020 東京", 5).shingles.size, 7);
}

static void what_stands_between_letters_makes_no_difference_to_shingles(void **state) {
    (void)state;
    const char *text = "Le gouvernement a annoncé jeudi la fermeture de la centrale.";
    const char *scanned = "Le gouver-\nnement a an noncé jeudi la\nfermeture dela cen-\n  trale .";
    article_signature one = signature_of(text, SHINGLE), other = signature_of(scanned, SHINGLE);
    assert_true(one.words != other.words);
    assert_memory_equal(&one.shingles, &other.shingles, sizeof one.shingles);
    assert_float_equal(sketch_compare(&one.verifying, &other.verifying).similarity, 1, 1e-9);
}

/* Letters are read in blocks: a shingle that stands across the end of one is a shingle too. */
static void long_texts_have_as_many_shingles_as_letters(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    double ratio = 0;
    enum { TEXTS = 20, WORDS = 2000 };
    for (unsigned text = 0; text < TEXTS; text++)
        ratio += signature_of(words_from(arena, text * 10000, WORDS).ptr, SHINGLE).shingles.size / (double)TEXTS;
    assert_float_equal(ratio / (WORDS * WORD_LETTERS - SHINGLE + 1), 1, 0.03);
    galley_text all = words_from(arena, 0, 130); /* 780 letters, all of which are looked at */
    for (size_t end = 1; end < all.len; end++) {
        if (all.ptr[end] != ' ')
            continue;
        article_signature whole = signature_of(all.ptr, SHINGLE);
        article_signature part = signature_of(galley_arena_printf(arena, "%.*s", (int)end, all.ptr).ptr, SHINGLE);
        if (part.kind == SIGNATURE_FULL)
            assert_float_equal(sketch_compare(&whole.verifying, &part.verifying).containment, 1, 1e-9);
    }
    galley_arena_free(arena);
}

static void short_texts_and_texts_without_words_have_no_shingles(void **state) {
    (void)state;
    assert_int_equal(signature_of("", SHINGLE).kind, SIGNATURE_EMPTY);
    assert_int_equal(signature_of(" \n\u00A0\t", SHINGLE).kind, SIGNATURE_EMPTY);
    assert_int_equal(signature_of("Deux mots", SHINGLE).kind, SIGNATURE_SHORT);
    assert_int_equal(signature_of("Quelques mots encore", SHINGLE).kind, SIGNATURE_FULL);
    assert_int_equal(signature_of("Quelques mots encore", 0).kind, SIGNATURE_SHORT);
    assert_int_equal(signature_of("***", SHINGLE).kind, SIGNATURE_EMPTY);
    assert_int_equal(signature_of(".", SHINGLE).kind, SIGNATURE_EMPTY);
    assert_int_equal(signature_of("🙂 – 🙂", 0).kind, SIGNATURE_EMPTY);
    assert_true(signature_of("Deux mots", SHINGLE).words != signature_of("Deux autres", SHINGLE).words);
}

/* The first shingle of this text has the rank 2^32 - 1 (found by search), which is what a place without a shingle has. */
static void a_shingle_of_the_highest_rank_is_one_too(void **state) {
    (void)state;
    article_signature made = signature_of("Un: chpwzxl, encore un mot.", SHINGLE);
    assert_int_equal(made.kind, SIGNATURE_FULL);
    assert_int_equal(made.shingles.size, 12);
    assert_non_null(memchr(made.shingles.values, 0xFE, SIGNATURE_VALUES));
}

static void a_text_that_says_the_same_over_and_over_has_the_shingles_of_one_turn(void **state) {
    (void)state;
    alarm(20);
    galley_buffer text = {0};
    for (size_t i = 0; i < 100000; i++)
        galley_buffer_add_string(&text, "again and ");
    galley_buffer_add_char(&text, '\0');
    article_signature made = signature_of(text.ptr, SHINGLE);
    alarm(0);
    assert_int_equal(made.shingles.size, strlen("againand"));
    galley_buffer_clear(&text);
}

static uint64_t words_of(const signature_maker *maker, const char *text) {
    uint32_t count;
    return signature_words(maker, galley_text_of(text), &count);
}

/* Far from a text's end plain words are read sixteen bytes at a time; near it, or with an accent, letter by letter. */
static void a_word_is_the_same_number_however_it_is_read(void **state) {
    (void)state;
    signature_maker *maker = signature_maker_new(0);
    static const char behind[] = " and more than sixteen bytes behind";
    static const char *const pairs[][2] = {
        {"a", "Á"},
        {"ete", "Été"},
        {"october7", "Octóber7"},
        {"nineteens", "ninetééns"},
        {"fifteenletters1", "fifteenlettérs1"},
        {"sixteenletters12", "Sixteenletters1２"},
        {"seventeenletters9", "seventeenlètters9"},
        {"twentyfourlettersinaword", "twentyfourlettersinawörd"},
        {"ranking", "ran­king"},
        {"it's", "it’s"},
        {"ΤΟΚΥΟ", "τόκυο"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        galley_arena *arena = galley_arena_new();
        const char *plain = pairs[i][0], *other = pairs[i][1];
        assert_true(words_of(maker, plain) == words_of(maker, other));
        uint64_t far = words_of(maker, galley_arena_printf(arena, "%s%s", plain, behind).ptr);
        assert_true(far == words_of(maker, galley_arena_printf(arena, "%s%s", other, behind).ptr));
        assert_true(far == words_of(maker, galley_arena_printf(arena, "–%s…%s", plain, behind).ptr));
        assert_true(far != words_of(maker, galley_arena_printf(arena, "%sx%s", plain, behind).ptr));
        for (size_t at = 0; at < sizeof behind - 1; at++) { /* the end comes nearer, letter by letter */
            galley_text start = galley_arena_printf(arena, "%s %.*s", plain, (int)at, behind);
            galley_text accent = galley_arena_printf(arena, "%s %.*s", other, (int)at, behind);
            assert_true(words_of(maker, start.ptr) == words_of(maker, accent.ptr));
        }
        galley_arena_free(arena);
    }
    signature_maker_free(maker);
}

static void every_ascii_character_is_read_alike_near_the_end_and_far_from_it(void **state) {
    (void)state;
    signature_maker *maker = signature_maker_new(0);
    for (int character = 1; character < 0x80; character++) {
        char near_end[] = "ab?cd", far[] = "ab?cd                              ";
        near_end[2] = far[2] = (char)character;
        assert_true(words_of(maker, near_end) == words_of(maker, far));
    }
    signature_maker_free(maker);
}

static void bytes_that_are_no_text_are_read_safely(void **state) {
    (void)state;
    signature_maker *maker = signature_maker_new(SHINGLE);
    for (uint64_t seed = 0; seed < 2000; seed++) {
        size_t len = seed % 67;
        char *bytes = malloc(len + 1); /* of its own, so that a sanitizer sees each byte that is read behind its end */
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)(mix_bits(seed << 16 | i) | (seed % 3 ? 0 : 0xC0));
        article_signature made;
        signature_make(maker, galley_text_of(NULL), galley_text_part(bytes, len), &made);
        free(bytes);
    }
    signature_maker_free(maker);
}

/* ---- Sketches -------------------------------------------------------------------------------------------------- */

static sketch sketch_of(const char *text) {
    return signature_of(text, SHINGLE).verifying;
}

static void a_sketch_counts_common_shingles_exactly(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    sketch one = sketch_of(words_from(arena, 0, 80).ptr), cut = sketch_of(words_from(arena, 0, 21).ptr);
    likeness alike = sketch_compare(&one, &cut);
    assert_float_equal(alike.resemblance, 0.25, 1e-9);
    assert_float_equal(alike.containment, 1, 1e-9);
    galley_arena_free(arena);
}

/* Hashes with repetitions, added so many at a time. */
static void fill_sample(sample *drawn, uint32_t most, size_t count, size_t at_once) {
    uint64_t hashes[SHINGLES_MAX];
    sample_begin(drawn, most, 0);
    for (size_t done = 0; done < count; done += at_once) {
        size_t some = count - done < at_once ? count - done : at_once;
        for (size_t i = 0; i < some; i++)
            hashes[i] = mix_bits((done + i) * 7 / 9 + 1);
        sample_add(drawn, hashes, some);
    }
}

/* Is each in it that belongs there, once, and no other? */
static void assert_is_sample(const sample *drawn, size_t count) {
    uint32_t wanted = 0;
    for (size_t i = 0; i < count * 7 / 9; i++) {
        uint32_t hash = (uint32_t)mix_bits(i + 1), times = 0;
        bool is_in_it = (uint64_t)hash >> (32 - drawn->level) == 0;
        for (uint32_t at = 0; at < drawn->count; at++)
            times += drawn->hashes[at] == hash;
        assert_int_equal(times, is_in_it);
        wanted += is_in_it;
    }
    assert_int_equal(drawn->count, wanted);
}

static void a_sample_is_the_same_however_many_are_added_at_once(void **state) {
    (void)state;
    static const size_t counts[] = {9, 81, 450, 900, 9000};
    sample *drawn = calloc(1, sizeof *drawn);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (uint32_t most = FACTS_MAX; most <= SHINGLES_MAX; most *= 8) {
            for (size_t at_once = 1; at_once <= SHINGLES_MAX; at_once = at_once * 2 + 1) {
                fill_sample(drawn, most, counts[i], at_once);
                assert_true(drawn->count <= most && (drawn->level == 0 || drawn->count > most / 4));
                assert_is_sample(drawn, counts[i]);
            }
        }
    }
    free(drawn);
}

static void a_sketch_of_a_long_text_is_a_sample_without_bias(void **state) {
    (void)state;
    enum { TEXTS = 20 };
    double resemblance = 0, containment = 0;
    galley_arena *arena = galley_arena_new();
    for (unsigned text = 0; text < TEXTS; text++) {
        sketch one = sketch_of(words_from(arena, text * 10000, 6000).ptr);
        sketch half = sketch_of(words_from(arena, text * 10000 + 3000, 6000).ptr);
        assert_true(sketch_bytes(&one) <= sizeof one && one.head.levels[SAMPLE_SHINGLES] > 0);
        likeness alike = sketch_compare(&one, &half);
        resemblance += alike.resemblance / TEXTS;
        containment += alike.containment / TEXTS;
    }
    assert_float_equal(resemblance, 1.0 / 3, 0.03);
    assert_float_equal(containment, 0.5, 0.04);
    galley_arena_free(arena);
}

static const char form[] =
    "%s – The Board of Directors of %s today declared a quarterly cash dividend of %s per share on the "
    "company's common stock, payable on %s to shareholders of record at the close of business on "
    "%s. We are pleased to return value to our shareholders while investing in the long-term "
    "growth of our business, said %s, chief executive officer of the company.";

static void two_fillings_of_one_form_are_told_from_a_copy_with_an_edit(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    const char *one = galley_arena_printf(arena, form, "Boston, 3 May", "Alpine Foods", "0.35 dollars", "June 12",
                                          "May 28", "Anna Keller")
                          .ptr;
    const char *other = galley_arena_printf(arena, form, "Denver, 17 March", "Vega Mining", "1.20 dollars", "April 9",
                                            "March 30", "Hugh Dunne")
                            .ptr;
    const char *edited = galley_arena_printf(arena, form, "Boston, 4 May", "Alpine Foods", "0.35 dollars", "June 12",
                                             "May 28", "the firm's Anna Keller")
                             .ptr;
    sketch first = sketch_of(one), second = sketch_of(other), copy = sketch_of(edited);
    assert_true(sketch_compare(&first, &second).similarity > THRESHOLD);
    assert_true(sketch_is_same_form(&first, &second, SHINGLE));
    assert_false(sketch_is_same_form(&first, &copy, SHINGLE));
    galley_arena_free(arena);
}

/* In scripts without capitals names are not known, so that numbers have to do. */
static void forms_are_told_by_their_numbers_in_any_script(void **state) {
    (void)state;
    static const struct {
        const char *form, *of_one[7], *of_other[7], *misread_from, *misread_to;
    } forms[] = {
        {"%s市气象台今天发布天气预报：预计明天天气%s，早晨最低气温%s摄氏度，午后最高气温可达%s摄氏度。风速每小时%"
         "s公里，阵风"
         "可达每小时%s公里。降水概率为百分之%s。提醒市民外出注意添减衣物，注意交通安全。",
         {"北京", "晴", "12", "23", "15", "31", "20"},
         {"广州", "有雾", "19", "28", "9", "22", "70"},
         "注意交通",
         "汪意文通"},
        {"حالة الطقس في %s: يكون الطقس غدا %s على المدينة والمناطق المجاورة لها. تبلغ درجة الحرارة الصغرى %s درجة "
         "مئوية "
         "صباحا وتصل العظمى إلى %s درجة مئوية بعد الظهر. تهب الرياح بسرعة %s كيلومترا في الساعة مع هبات تصل إلى %s "
         "كيلومترا. وتبلغ نسبة احتمال هطول الأمطار %s بالمئة.",
         {"القاهرة", "مشمسا", "12", "23", "15", "31", "20"},
         {"بيروت", "غائما", "19", "28", "9", "22", "70"},
         "المجاورة",
         "المحاورة"}};
    galley_arena *arena = galley_arena_new();
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *const *a = forms[i].of_one, *const *b = forms[i].of_other;
        const char *one = galley_arena_printf(arena, forms[i].form, a[0], a[1], a[2], a[3], a[4], a[5], a[6]).ptr;
        const char *other = galley_arena_printf(arena, forms[i].form, b[0], b[1], b[2], b[3], b[4], b[5], b[6]).ptr;
        const char *wrong = strstr(one, forms[i].misread_from);
        assert_non_null(wrong);
        const char *misread = galley_arena_printf(arena, "%.*s%s%s", (int)(wrong - one), one, forms[i].misread_to,
                                                  wrong + strlen(forms[i].misread_from))
                                  .ptr;
        sketch first = sketch_of(one), second = sketch_of(other), copy = sketch_of(misread);
        assert_true(sketch_is_same_form(&first, &second, SHINGLE));
        assert_false(sketch_is_same_form(&first, &copy, SHINGLE));
    }
    galley_arena_free(arena);
}

static void numbers_and_names_within_sentences_are_facts(void **state) {
    (void)state;
    sketch made =
        sketch_of("Le maire de Brest, Jean Le Goff, a parlé. Hier 14 personnes ont vu ١٤ navires à Saint-Malo");
    assert_int_equal(made.head.counts[SAMPLE_NUMBERS], 1); /* both are 14 */
    assert_int_equal(made.head.counts[SAMPLE_NAMES], 5);   /* Brest, Le, Goff, Saint, Malo; not what begins a clause */
}

static void arabic_letters_and_digits_have_one_spelling(void **state) {
    (void)state;
    assert_true(signature_of("أعلنت الحكومة يوم ١٢ مـارس في القاهرة على", SHINGLE).words ==
                signature_of("اعلنت الحكومه يوم 12 مارس في القاهره علي", SHINGLE).words);
}

/* ---- Where common shingles stand ------------------------------------------------------------------------------- */

/* Those of a long text at a level that holds few of them, too. */
static void a_sketch_has_its_shingles_in_the_order_of_the_text(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    sketch all = sketch_of(words_from(arena, 0, 4000).ptr), start = sketch_of(words_from(arena, 0, 2000).ptr);
    const uint8_t level = all.head.levels[SAMPLE_SHINGLES];
    uint32_t found = 0;
    for (uint32_t i = 0; i < start.head.counts[SAMPLE_SHINGLES]; i++)
        if ((uint64_t)start.hashes[i] >> (32 - level) == 0)
            assert_int_equal(start.hashes[i], all.hashes[found++]);
    assert_true(level > 0 && found > all.head.counts[SAMPLE_SHINGLES] / 3);
    galley_arena_free(arena);
}

/* Words [0, count), with every nth of them, from `first` on, another. */
static const char *with_every_nth_changed(galley_arena *arena, unsigned count, unsigned first, unsigned nth) {
    galley_text text = galley_text_of("");
    for (unsigned i = 0; i < count; i++) {
        bool is_changed = i >= first && i % nth == 0;
        text = galley_arena_printf(arena, "%s%s", text.ptr, words_from(arena, is_changed ? 5000 + i : i, 1).ptr);
    }
    return text.ptr;
}

static void what_is_misread_everywhere_is_more_similar_than_what_lacks_as_much_in_one_place(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    sketch whole = sketch_of(words_from(arena, 0, 160).ptr);
    sketch misread = sketch_of(with_every_nth_changed(arena, 160, 0, 4));
    sketch rewritten = sketch_of(with_every_nth_changed(arena, 160, 66, 1));
    likeness alike = sketch_compare(&whole, &misread), less = sketch_compare(&whole, &rewritten);
    assert_float_equal(alike.containment, less.containment, 0.05);
    assert_true(alike.similarity < THRESHOLD);
    assert_true(pattern_find(&whole, &misread).is_even);
    assert_false(pattern_find(&whole, &rewritten).is_even);
    assert_true(pattern_even_likeness(alike).similarity > THRESHOLD);
    likeness same = pattern_even_likeness(likeness_of(1, 1));
    assert_float_equal(same.similarity, 1, 1e-9);
    galley_arena_free(arena);
}

static const char *join(galley_arena *arena, galley_text one, galley_text two, galley_text three) {
    return galley_arena_printf(arena, "%s%s%s", one.ptr, two.ptr, three.ptr).ptr;
}

static void two_reports_in_one_frame_are_told_from_copies_that_were_cut_or_went_on(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    galley_text above = words_from(arena, 0, 50), below = words_from(arena, 100, 60), none = words_from(arena, 0, 0);
    galley_text one = words_from(arena, 1000, 60), other = words_from(arena, 2000, 50);
    sketch first = sketch_of(join(arena, above, one, below)), second = sketch_of(join(arena, above, other, below));
    sketch cut = sketch_of(join(arena, above, none, below)), began = sketch_of(join(arena, above, one, none));
    sketch went_on = sketch_of(join(arena, above, other, none));
    assert_true(sketch_compare(&first, &second).similarity > THRESHOLD);
    assert_true(pattern_find(&first, &second).is_framed);
    assert_false(pattern_find(&first, &cut).is_framed);
    assert_false(pattern_find(&first, &began).is_framed);
    assert_false(pattern_find(&began, &went_on).is_framed);
    galley_arena_free(arena);
}

/* ---- Preference ------------------------------------------------------------------------------------------------ */

static void letters_that_look_like_latin_ones_are_taken_for_them(void **state) {
    (void)state;
    assert_true(signature_of("Le Сonseil а vоté СЕ jеudi", 0).words ==
                signature_of("Le Conseil a voté ce jeudi", 0).words);
    assert_true(signature_of("НОВОСТИ ДНЯ", 0).words == signature_of("новости дня", 0).words);
    assert_true(signature_of("ΝΕΑ ΤΗΣ ΗΜΕΡΑΣ", 0).words == signature_of("Νέα της ημέρας", 0).words);
    assert_true(signature_of("новости дня", 0).words != signature_of("новости ночи", 0).words);
}

static void dates_are_put_in_order_to_the_second_and_across_zones(void **state) {
    (void)state;
    static const struct {
        const char *date;
        int64_t seconds;
    } dates[] = {{"1970-01-01", 0},
                 {"2024-02-29", 1709164800},
                 {"1969-12-31T23:59:59Z", -1},
                 {"2024-03-11T12:00:00+01:00", 1710154800},
                 {"2024-03-11 06:30:00-0430", 1710154800},
                 {" 2024-03-11T11:00:00.250 ", 1710154800},
                 {"2000-01-01T00:00", 946684800},
                 {"2024-03-11T12+01", INT64_MIN},
                 {"2024-13-11", INT64_MIN},
                 {"2024-03-00", INT64_MIN},
                 {"11 mars 2024", 1710115200},
                 {"2024-03-11T11:00:00Zulu", INT64_MIN},
                 {"2024-03-11T11:00:00+", INT64_MIN},
                 {"2024-3-1", 1709251200},
                 {"2024-03", INT64_MIN},
                 {"3/4/2024", INT64_MIN},
                 {"2024-02-30", INT64_MIN},
                 {"2023-12-31T25:00", INT64_MIN},
                 {"2016-12-31T23:59:60Z", 1483228800},
                 {"1815-06-18T11:35Z", -4876806300},
                 {"Mon, 11 Mar 2024 12:00:00 +0100", 1710154800},
                 {"", INT64_MIN}};
    galley_calendar *calendar = galley_calendar_new();
    galley_arena *scratch = galley_arena_new();
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int64_t seconds = INT64_MIN;
        bool is_date = date_seconds(calendar, galley_text_of(dates[i].date), scratch, &seconds);
        assert_int_equal(is_date, dates[i].seconds != INT64_MIN);
        if (is_date)
            assert_true(seconds == dates[i].seconds);
    }
    galley_arena_free(scratch);
    galley_calendar_free(calendar);
}

/* ---- Addresses ------------------------------------------------------------------------------------------------- */

static void addresses_have_one_canonical_form(void **state) {
    (void)state;
    static const struct {
        const char *url, *canonical;
    } cases[] = {{"https://www.News.example/", "news.example"},
                 {"http://news.example:80", "news.example"},
                 {"//news.example/a//b/", "news.example/a/b"},
                 {"https://anna:secret@m.news.example:443/x", "news.example/x"},
                 {"https://news.example:8080/x", "news.example:8080/x"},
                 {"https://news.example/a/../b/./c", "news.example/b/c"},
                 {"https://news.example/../../b", "news.example/b"},
                 {"https://news.example/%7Eanna/%c3%a9t%c3%a9", "news.example/~anna/%C3%A9t%C3%A9"},
                 {"https://news.example/été", "news.example/%C3%A9t%C3%A9"},
                 {"https://news.example/a%2Fb", "news.example/a%2Fb"},
                 {"https://news.example/100%", "news.example/100%"},
                 {"https://news.example/story/index.html", "news.example/story"},
                 {"https://news.example/story/amp/", "news.example/story"},
                 {"https://news.example/story.amp.html", "news.example/story"},
                 {"https://amp.news.example/story?amp=1", "news.example/story"},
                 {"https://news.example/?b=2&a=1&&utm_source=x&UTM_Medium=y", "news.example?a=1&b=2"},
                 {"https://news.example/x?id=7;xtor=RSS-1#part", "news.example/x?id=7"},
                 {"https://news.example/Story", "news.example/Story"},
                 {"ftp://news.example/x", NULL},
                 {"/relative", NULL},
                 {"https://", NULL},
                 {"https:///x", NULL},
                 {"", NULL}};
    galley_arena *arena = galley_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        galley_text found = url_canonical(galley_text_of(cases[i].url), arena);
        if (!cases[i].canonical)
            assert_null(found.ptr);
        else
            assert_string_equal(found.ptr, cases[i].canonical);
        galley_text again = url_canonical(galley_arena_printf(arena, "https://%s", found.ptr ? found.ptr : "x"), arena);
        assert_true(!found.ptr || galley_text_equal(again, found));
    }
    galley_arena_free(arena);
}

/* ---- The near index -------------------------------------------------------------------------------------------- */

static void every_article_is_found_again_and_no_other(void **state) {
    (void)state;
    near_index *index = filled(8000);
    near_match match;
    uint32_t compared;
    for (uint32_t i = 0; i < 8000; i++) {
        signature copy = changed(made_up(i), 9);
        assert_true(find_best(index, &copy, THRESHOLD, &match, &compared));
        assert_int_equal(match.number, i);
        signature unknown = made_up(i + 1000000);
        assert_false(find_best(index, &unknown, THRESHOLD, &match, &compared));
    }
    near_index_free(index);
}

static void of_two_similar_articles_the_more_similar_is_named_and_of_equals_the_first(void **state) {
    (void)state;
    near_index *index = near_index_new(0);
    signature far = changed(made_up(1), 4), close = changed(made_up(1), 12), again = close;
    assert_true(near_index_add(index, &far, NULL));
    assert_true(near_index_add(index, &close, NULL));
    assert_true(near_index_add(index, &again, NULL));
    signature wanted = made_up(1);
    near_match match;
    uint32_t compared;
    assert_true(find_best(index, &wanted, THRESHOLD, &match, &compared));
    assert_int_equal(match.number, 1);
    assert_int_equal(compared, 3);
    assert_false(find_best(index, &wanted, 0.95, &match, &compared));
    near_index_free(index);
}

static void add_strangers(finder *all, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        article_signature next = {.kind = SIGNATURE_FULL, .words = i, .shingles = made_up(i)};
        next.verifying.head = (sketch_head){.words = i};
        assert_true(finder_add(all, &next, NULL));
    }
}

/* Most of the update is new, and what was published again is the update. */
static article_signature update_of(galley_arena *arena, unsigned story) {
    return signature_of(words_from(arena, story * 10000 + 20, 300).ptr, SHINGLE);
}

static void a_copy_of_an_update_is_found_also_long_after_the_survivor(void **state) {
    (void)state;
    enum { STORIES = 20 };
    galley_arena *arena = galley_arena_new();
    finder *all = finder_new(THRESHOLD, SHINGLE, 0);
    found_copy found[STORIES], again;
    unsigned guides = 0;
    for (unsigned i = 0; i < STORIES; i++) {
        article_signature story = signature_of(words_from(arena, i * 10000, 100).ptr, SHINGLE);
        article_signature update = update_of(arena, i);
        assert_true(finder_add(all, &story, NULL) && finder_find(all, &update, &found[i], NULL));
        if (!found[i].is_found)
            continue;
        assert_true(found[i].needs_guide && finder_add_guide(all, &update, found[i].number, NULL));
        guides++;
    }
    assert_true(guides > STORIES / 2);
    add_strangers(all, NEAR_LATEST_MAX);
    assert_int_equal(finder_survivors(all), STORIES + NEAR_LATEST_MAX);
    assert_int_equal(finder_count(all), STORIES + NEAR_LATEST_MAX + guides);
    for (unsigned i = 0; i < STORIES; i++) {
        article_signature update = update_of(arena, i);
        assert_true(finder_find(all, &update, &again, NULL));
        if (!found[i].is_found)
            continue;
        assert_true(again.is_found && !again.needs_guide && !again.is_exact);
        assert_true(again.number == found[i].number && again.similarity == found[i].similarity);
    }
    finder_free(all);
    galley_arena_free(arena);
}

static void a_band_that_all_share_costs_a_bounded_look_up(void **state) {
    (void)state;
    enum { ARTICLES = 10000 };
    near_index *index = near_index_new(0);
    near_match match;
    uint32_t compared;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        signature next = made_up(i);
        memset(next.values, 7, (size_t)4 * NEAR_ROWS); /* the cookie notice: four bands are the same in all */
        assert_false(find_best(index, &next, THRESHOLD, &match, &compared));
        assert_true(compared <= 10 * 2 * NEAR_SAME_BAND_MAX + 64);
        assert_true(near_index_add(index, &next, NULL));
    }
    for (uint32_t i = 0; i < ARTICLES; i += 100) { /* and copies of them are found by the other bands */
        signature copy = changed(made_up(i), 9);
        memset(copy.values, 7, (size_t)4 * NEAR_ROWS);
        assert_true(find_best(index, &copy, THRESHOLD, &match, &compared));
        assert_int_equal(match.number, i);
    }
    near_index_free(index);
}

/* Beside what the latest cost, which does not grow. */
static void an_article_costs_at_most_320_bytes(void **state) {
    (void)state;
    const uint64_t latest = 5 << 20;
    near_index *index = near_index_new(0);
    exact_index *exact = exact_index_new();
    for (uint32_t i = 0; i < 60000; i++) {
        signature next = made_up(i);
        assert_true(near_index_add(index, &next, NULL));
        exact_index_add(exact, mix_bits(i), i);
        if (i >= 30000 && i % 500 == 0) {
            assert_true(near_index_bytes(index) <= latest + (uint64_t)315 * (i + 1));
            assert_true(exact_index_bytes(exact) <= (uint64_t)20 * (i + 1));
        }
    }
    near_index_free(index);
    exact_index_free(exact);
}

static void an_index_with_little_memory_finds_the_same_also_when_it_is_restored(void **state) {
    (void)state;
    enum { ARTICLES = 60000, MEMORY = 7 << 20 }; /* 18 MB: eight runs, of which four are merged */
    near_index *roomy = near_index_new(0), *tight = near_index_new(MEMORY), *restored = near_index_new(MEMORY);
    galley_error error = {""};
    near_match one = {0}, other = {0}, again = {0};
    uint32_t compared;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        signature next = made_up(i);
        if (i % 3 == 0)
            memset(next.values, (int)(i % 9), (size_t)4 * NEAR_ROWS); /* bands that many share, in all runs */
        assert_true(near_index_add(roomy, &next, &error) && near_index_add(tight, &next, &error));
        assert_true(near_index_bytes(tight) < MEMORY);
    }
    state_file out = {.file = tmpfile()};
    assert_true(near_index_save(tight, &out, &error));
    rewind(out.file);
    state_file in = {.file = out.file};
    assert_true(near_index_restore(restored, &in, &error));
    fclose(out.file);
    for (uint32_t i = 0; i < ARTICLES; i += 7) {
        signature copy = changed(made_up(i), 3);
        bool is_found = find_best(roomy, &copy, 0.4, &one, &compared);
        assert_int_equal(find_best(tight, &copy, 0.4, &other, &compared), is_found);
        assert_int_equal(find_best(restored, &copy, 0.4, &again, &compared), is_found);
        assert_true(one.number == other.number && one.number == again.number);
    }
    near_index_free(roomy);
    near_index_free(tight);
    near_index_free(restored);
}

static void a_folder_that_takes_no_run_costs_no_article(void **state) {
    (void)state;
    enum { ARTICLES = 20000, MEMORY = 7 << 20 };
    near_index *index = near_index_new(MEMORY);
    galley_error error = {""};
    uint32_t failed = 0, compared;
    setenv("TMPDIR", "/no/such/folder", 1);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        signature next = made_up(i);
        if (near_index_add(index, &next, &error))
            continue;
        assert_int_equal(failed++, 0);
        assert_non_null(strstr(error.message, "TMPDIR"));
        assert_int_equal(near_index_count(index), i);
        unsetenv("TMPDIR");
        assert_true(near_index_add(index, &next, &error));
    }
    assert_int_equal(failed, 1);
    for (uint32_t i = 0; i < ARTICLES; i += 97) {
        signature copy = changed(made_up(i), 4);
        near_match found = {0};
        assert_true(find_best(index, &copy, 0.5, &found, &compared) && found.number == i);
    }
    near_index_free(index);
}

/* ---- The exact index and names --------------------------------------------------------------------------------- */

static void each_hash_has_the_number_it_was_added_with(void **state) {
    (void)state;
    exact_index *index = exact_index_new();
    uint32_t number;
    for (uint32_t i = 0; i < 50000; i++) {
        assert_false(exact_index_find(index, mix_bits(i), &number)); /* mix_bits(0) is 0, which empty slots have too */
        exact_index_add(index, mix_bits(i), i);
    }
    for (uint32_t i = 0; i < 50000; i++) {
        assert_true(exact_index_find(index, mix_bits(i), &number));
        assert_int_equal(number, i);
    }
    exact_index_free(index);
}

static void a_restored_exact_index_has_the_same_numbers_and_the_same_size(void **state) {
    (void)state;
    enum { HASHES = 40000 };
    exact_index *index = exact_index_new(), *restored = exact_index_new();
    galley_error error = {""};
    for (uint32_t i = 0; i < HASHES; i++)
        exact_index_add(index, mix_bits(i), i);
    state_file out = {.file = tmpfile()};
    assert_true(exact_index_save(index, &out, &error));
    rewind(out.file);
    state_file in = {.file = out.file};
    assert_true(exact_index_restore(restored, HASHES, &in, &error));
    assert_true(exact_index_bytes(index) == exact_index_bytes(restored));
    for (uint32_t i = 0; i < HASHES; i++) {
        uint32_t number;
        assert_true(exact_index_find(restored, mix_bits(i), &number));
        assert_int_equal(number, i);
        exact_index_add(restored, mix_bits(HASHES + i), HASHES + i);
    }
    exact_index *small = exact_index_new();
    rewind(out.file);
    state_file again = {.file = out.file};
    assert_false(exact_index_restore(small, HASHES - 1, &again, &error)); /* a number without a name */
    assert_non_null(strstr(error.message, "damaged"));
    fclose(out.file);
    exact_index_free(index);
    exact_index_free(restored);
    exact_index_free(small);
}

static galley_text name_of(galley_arena *arena, uint32_t number) {
    return galley_arena_printf(
        arena, "https://news.example/%u/%.*s", number, (int)(number % 200),
        "a-headline-that-grows-a-headline-that-grows-a-headline-that-grows-a-headline-that-grows-"
        "a-headline-that-grows-a-headline-that-grows-a-headline-that-grows-a-headline-that-grows-"
        "a-headline-that-grows-a-headline-that-grows");
}

static void assert_names(const names *all, uint32_t count) {
    galley_arena *arena = galley_arena_new();
    assert_int_equal(names_count(all), count);
    for (uint32_t i = 0; i < count; i++) {
        galley_text name;
        uint64_t tag;
        galley_error error = {""};
        assert_true(names_get(all, i, arena, &name, &tag, &error));
        assert_true(galley_text_equal(name, name_of(arena, i)));
        galley_arena_reset(arena);
    }
    galley_arena_free(arena);
}

static names *named(uint32_t count) {
    galley_arena *arena = galley_arena_new();
    names *all = names_new();
    for (uint32_t i = 0; i < count; i++) {
        galley_error error = {""};
        assert_true(names_add(all, name_of(arena, i), 7, &error));
        galley_arena_reset(arena);
    }
    galley_arena_free(arena);
    return all;
}

static void names_come_back_from_memory_and_from_the_file(void **state) {
    (void)state;
    names *all = named(8000); /* a megabyte, of which the last quarter is in memory */
    assert_names(all, 8000);
    names_free(all);
}

static void names_may_hold_any_byte_also_when_they_are_shortened(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    names *all = names_new();
    galley_error error = {""};
    char odd[600];
    for (size_t i = 0; i < sizeof odd; i++)
        odd[i] = (char)(i % 128); /* NUL, line feeds and quotes among them */
    galley_text as_is = galley_text_part(odd, NAME_MAX_BYTES);
    galley_text shortened = names_shorten(galley_text_part(odd, sizeof odd), arena);
    assert_true(shortened.len > 200 && shortened.len <= NAME_MAX_BYTES && memcmp(shortened.ptr, odd, 200) == 0);
    assert_true(names_add(all, as_is, 7, &error) && names_add(all, shortened, 7, &error));
    galley_text found;
    uint64_t tag;
    assert_true(names_get(all, 0, arena, &found, &tag, &error) && galley_text_equal(found, as_is));
    assert_true(names_get(all, 1, arena, &found, &tag, &error) && galley_text_equal(found, shortened));
    names_free(all);
    galley_arena_free(arena);
}

/* Adds names until one is refused: then all before it are still there, and it may be added again. */
static void assert_refused_without_loss(names *all, const char *complaint) {
    galley_arena *arena = galley_arena_new();
    galley_error error = {""};
    while (names_add(all, name_of(arena, names_count(all)), 7, &error))
        assert_true(names_count(all) < 100000);
    assert_non_null(strstr(error.message, complaint));
    assert_non_null(strstr(error.message, "set TMPDIR to a folder with"));
    galley_arena_free(arena);
    assert_names(all, names_count(all));
}

static void a_folder_that_takes_no_file_costs_no_name(void **state) {
    (void)state;
    names *all = names_new();
    char *before = getenv("TMPDIR") ? strdup(getenv("TMPDIR")) : NULL;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_refused_without_loss(all, "/nowhere/at/all/galley-dedup-");
    if (before)
        setenv("TMPDIR", before, 1);
    else
        unsetenv("TMPDIR");
    free(before);
    galley_arena *arena = galley_arena_new();
    galley_error error = {""};
    assert_true(names_add(all, name_of(arena, names_count(all)), 7, &error));
    assert_names(all, names_count(all));
    galley_arena_free(arena);
    names_free(all);
}

static void a_full_disk_costs_no_name(void **state) {
    (void)state;
    struct rlimit before, small = {.rlim_cur = 600000};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    names *all = names_new();
    assert_refused_without_loss(all, "temporary file: File too large");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    names_free(all);
}

static void long_names_are_shortened_and_stay_different(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    galley_buffer id = {0};
    for (size_t i = 0; i < 500; i++)
        galley_buffer_add_string(&id, "é");
    galley_text one = names_shorten(galley_buffer_text(&id), arena);
    galley_buffer_add_string(&id, "!");
    galley_text other = names_shorten(galley_buffer_text(&id), arena);
    assert_true(one.len <= NAME_MAX_BYTES && galley_utf8_valid(one) == one.len);
    assert_false(galley_text_equal(one, other));
    galley_text fits = galley_text_part(id.ptr, NAME_MAX_BYTES - 1);
    assert_true(galley_text_equal(names_shorten(fits, arena), fits));
    galley_buffer_clear(&id);
    galley_arena_free(arena);
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

static void a_restored_index_goes_on_exactly_as_the_one_that_was_saved(void **state) {
    (void)state;
    enum { BEFORE = NEAR_LATEST + 3001, AFTER = NEAR_LATEST };
    near_index *index = filled(BEFORE), *restored = near_index_new(0);
    names *all = named(BEFORE), *names_again = names_new();
    galley_error error = {""};
    state_file out = {.file = tmpfile()};
    assert_true(near_index_save(index, &out, &error) && names_save(all, &out, &error) && state_write_end(&out, &error));
    rewind(out.file);
    state_file in = {.file = out.file};
    assert_true(near_index_restore(restored, &in, &error) && names_restore(names_again, &in, &error) &&
                state_read_end(&in, &error));
    fclose(out.file);
    assert_names(names_again, BEFORE);
    for (uint32_t i = BEFORE; i < BEFORE + AFTER; i++) {
        signature next = made_up(i), copy = changed(made_up(i / 3 * 2), 2);
        near_match one = {0}, other = {0};
        uint32_t compared, compared_again;
        assert_true(near_index_add(index, &next, NULL));
        assert_true(near_index_add(restored, &next, NULL));
        assert_int_equal(find_best(index, &copy, 0.3, &one, &compared),
                         find_best(restored, &copy, 0.3, &other, &compared_again));
        assert_int_equal(one.number, other.number);
        assert_int_equal(compared, compared_again);
        assert_true(near_index_bytes(index) == near_index_bytes(restored));
    }
    near_index_free(index);
    near_index_free(restored);
    names_free(all);
    names_free(names_again);
}

/* Names, hashes and signatures of a few articles, saved one after the other as the stage does it. */
enum { FEW_NAMES = 34 /* a group and a bit */, FEW_SIGNATURES = 3 };

static void save_a_few(FILE *file) {
    galley_error error = {""};
    state_file out = {.file = file};
    near_index *near = filled(FEW_SIGNATURES);
    exact_index *exact = exact_index_new();
    names *all = names_new();
    sketches *verifying = sketches_new();
    article_signature made = signature_of("Le port de Brest a fermé mardi soir", SHINGLE);
    for (uint32_t i = 0; i < FEW_SIGNATURES; i++)
        assert_true(sketches_add(verifying, &made.verifying, &error));
    for (uint32_t i = 0; i < FEW_NAMES; i++) {
        exact_index_add(exact, mix_bits(i), i);
        assert_true(names_add(all, galley_text_part("0123456789", i % 10 + 1), 7, &error));
    }
    assert_true(names_save(all, &out, &error) && exact_index_save(exact, &out, &error) &&
                near_index_save(near, &out, &error) && sketches_save(verifying, &out, &error) &&
                state_write_end(&out, &error));
    sketches_free(verifying);
    near_index_free(near);
    exact_index_free(exact);
    names_free(all);
}

/* Restores them from some bytes, and asks for every name whatever came of it. */
static bool restore_a_few(char *bytes, size_t len) {
    galley_error error = {""};
    galley_arena *arena = galley_arena_new();
    state_file in = {.file = len ? fmemopen(bytes, len, "rb") : tmpfile()};
    near_index *near = near_index_new(0);
    exact_index *exact = exact_index_new();
    names *all = names_new();
    sketches *verifying = sketches_new();
    bool is_restored = names_restore(all, &in, &error) && exact_index_restore(exact, names_count(all), &in, &error) &&
                       near_index_restore(near, &in, &error) && sketches_restore(verifying, &in, &error) &&
                       state_read_end(&in, &error);
    sketches_free(verifying);
    assert_true(is_restored == (error.message[0] == '\0'));
    for (uint32_t i = 0; i < names_count(all); i++) {
        galley_text name;
        uint64_t tag;
        assert_true(names_get(all, i, arena, &name, &tag, &error) && name.len <= NAME_MAX_BYTES);
    }
    near_index_free(near);
    exact_index_free(exact);
    names_free(all);
    fclose(in.file);
    galley_arena_free(arena);
    return is_restored;
}

static void a_state_with_any_byte_changed_or_cut_anywhere_is_refused(void **state) {
    (void)state;
    static const char changes[] = {0x01, (char)0x80, (char)0xFF};
    char bytes[16384];
    FILE *file = tmpfile();
    save_a_few(file);
    rewind(file);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    assert_true(len > 0 && len < sizeof bytes);
    fclose(file);
    assert_true(restore_a_few(bytes, len));
    for (size_t at = 0; at < len; at++) {
        char change = changes[at % sizeof changes];
        bytes[at] = (char)(bytes[at] ^ change);
        assert_false(restore_a_few(bytes, len));
        bytes[at] = (char)(bytes[at] ^ change);
        assert_false(restore_a_few(bytes, at));
    }
    bytes[len] = 'x';
    assert_false(restore_a_few(bytes, len + 1));
}

/* Numbers that fit the check sum but not each other, as somebody could write who wants dedup to read past its memory. */
static void groups_of_names_that_hold_more_or_fewer_than_they_should_are_refused(void **state) {
    (void)state;
    static const struct {
        uint32_t count, len;
        const char *bytes;
        bool is_sound;
    } cases[] = {
        {2, 21, "\1--tag---a\2--tag---bc", true},
        {2, 10, "\1--tag---a", false},
        {2, 20, "\1--tag---a\2--tag---b", false},
        {1, 21, "\1--tag---a\2--tag---bc", false},
        {3, 21, "\1--tag---a\2--tag---bc", false},
        {1, 1 << 20, "\1--tag---a", false},
        {UINT32_MAX, 10, "\1--tag---a", false},
        {1, 0, "", false},
        {0, 0, "", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        galley_error error = {""};
        state_file out = {.file = tmpfile()};
        names *all = names_new();
        assert_true(state_write(&out, &cases[i].count, sizeof(uint32_t), &error));
        if (cases[i].count > 0) {
            assert_true(state_write(&out, &cases[i].len, sizeof(uint32_t), &error));
            assert_true(state_write(&out, cases[i].bytes, strlen(cases[i].bytes), &error));
        }
        rewind(out.file);
        state_file in = {.file = out.file};
        assert_int_equal(names_restore(all, &in, &error), cases[i].is_sound);
        assert_int_equal(strstr(error.message, "damaged") == NULL, cases[i].is_sound);
        names_free(all);
        fclose(out.file);
    }
}

static void *opened_stage(double threshold) {
    void *stage = calloc(1, galley_stage.size_of_stage);
    for (const galley_param *each = galley_stage.params; each->name; each++) {
        char *value = (char *)stage + each->offset;
        if (strcmp(each->name, "method") == 0)
            *(int *)(void *)value = 1;
        else if (strcmp(each->name, "threshold") == 0)
            *(double *)(void *)value = threshold;
        else if (strcmp(each->name, "shingle") == 0)
            *(int64_t *)(void *)value = 3;
        else if (strcmp(each->name, "field") == 0)
            *(const char **)(void *)value = "text";
    }
    assert_true(galley_stage.open(stage, NULL));
    return stage;
}

/* Restores a stage from some bytes; what it says, or NULL if all went well. */
static const char *complaint_about(const char *bytes, size_t len, double threshold, galley_error *error) {
    FILE *file = tmpfile();
    fwrite(bytes, 1, len, file);
    rewind(file);
    void *stage = opened_stage(threshold);
    bool is_restored = galley_stage.restore(stage, file, error);
    galley_stage.close(stage);
    free(stage);
    fclose(file);
    return is_restored ? NULL : error->message;
}

static void a_state_that_is_foreign_cut_or_damaged_is_refused(void **state) {
    (void)state;
    char bytes[8192];
    galley_error error = {""};
    void *stage = opened_stage(THRESHOLD);
    FILE *file = tmpfile();
    assert_true(galley_stage.save(stage, file, &error));
    long size = ftell(file);
    rewind(file);
    assert_true(size > 0 && fread(bytes, 1, sizeof bytes, file) == (size_t)size);
    fclose(file);
    galley_stage.close(stage);
    free(stage);
    size_t len = (size_t)size;

    assert_null(complaint_about(bytes, len, THRESHOLD, &error));
    assert_non_null(strstr(complaint_about(bytes, len, 0.7, &error), "other parameters"));
    char foreign[5000] = "{\"not\": \"a state\"}";
    assert_non_null(strstr(complaint_about(foreign, sizeof foreign, THRESHOLD, &error), "no state of a dedup stage"));
    for (size_t cut = 0; cut < len; cut += 17)
        assert_non_null(strstr(complaint_about(bytes, cut, THRESHOLD, &error), "cut off"));
    for (size_t i = 0; i < len; i += 17) {
        bytes[i] ^= 0x10;
        assert_non_null(complaint_about(bytes, len, THRESHOLD, &error));
        bytes[i] ^= 0x10;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_accents_and_punctuation_make_no_difference),
        cmocka_unit_test(resemblance_and_containment_are_estimated_without_bias),
        cmocka_unit_test(scripts_without_spaces_have_shingles_too),
        cmocka_unit_test(what_stands_between_letters_makes_no_difference_to_shingles),
        cmocka_unit_test(long_texts_have_as_many_shingles_as_letters),
        cmocka_unit_test(short_texts_and_texts_without_words_have_no_shingles),
        cmocka_unit_test(a_shingle_of_the_highest_rank_is_one_too),
        cmocka_unit_test(a_word_is_the_same_number_however_it_is_read),
        cmocka_unit_test(every_ascii_character_is_read_alike_near_the_end_and_far_from_it),
        cmocka_unit_test(a_text_that_says_the_same_over_and_over_has_the_shingles_of_one_turn),
        cmocka_unit_test(bytes_that_are_no_text_are_read_safely),
        cmocka_unit_test(a_sketch_counts_common_shingles_exactly),
        cmocka_unit_test(a_sample_is_the_same_however_many_are_added_at_once),
        cmocka_unit_test(a_sketch_of_a_long_text_is_a_sample_without_bias),
        cmocka_unit_test(two_fillings_of_one_form_are_told_from_a_copy_with_an_edit),
        cmocka_unit_test(forms_are_told_by_their_numbers_in_any_script),
        cmocka_unit_test(numbers_and_names_within_sentences_are_facts),
        cmocka_unit_test(arabic_letters_and_digits_have_one_spelling),
        cmocka_unit_test(a_sketch_has_its_shingles_in_the_order_of_the_text),
        cmocka_unit_test(what_is_misread_everywhere_is_more_similar_than_what_lacks_as_much_in_one_place),
        cmocka_unit_test(two_reports_in_one_frame_are_told_from_copies_that_were_cut_or_went_on),
        cmocka_unit_test(addresses_have_one_canonical_form),
        cmocka_unit_test(letters_that_look_like_latin_ones_are_taken_for_them),
        cmocka_unit_test(dates_are_put_in_order_to_the_second_and_across_zones),
        cmocka_unit_test(every_article_is_found_again_and_no_other),
        cmocka_unit_test(of_two_similar_articles_the_more_similar_is_named_and_of_equals_the_first),
        cmocka_unit_test(a_copy_of_an_update_is_found_also_long_after_the_survivor),
        cmocka_unit_test(a_band_that_all_share_costs_a_bounded_look_up),
        cmocka_unit_test(an_article_costs_at_most_320_bytes),
        cmocka_unit_test(an_index_with_little_memory_finds_the_same_also_when_it_is_restored),
        cmocka_unit_test(a_folder_that_takes_no_run_costs_no_article),
        cmocka_unit_test(each_hash_has_the_number_it_was_added_with),
        cmocka_unit_test(a_restored_exact_index_has_the_same_numbers_and_the_same_size),
        cmocka_unit_test(names_come_back_from_memory_and_from_the_file),
        cmocka_unit_test(names_may_hold_any_byte_also_when_they_are_shortened),
        cmocka_unit_test(a_folder_that_takes_no_file_costs_no_name),
        cmocka_unit_test(a_full_disk_costs_no_name),
        cmocka_unit_test(long_names_are_shortened_and_stay_different),
        cmocka_unit_test(a_restored_index_goes_on_exactly_as_the_one_that_was_saved),
        cmocka_unit_test(a_state_with_any_byte_changed_or_cut_anywhere_is_refused),
        cmocka_unit_test(groups_of_names_that_hold_more_or_fewer_than_they_should_are_refused),
        cmocka_unit_test(a_state_that_is_foreign_cut_or_damaged_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
