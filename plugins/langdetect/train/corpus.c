/* Corpus: see corpus.h. */
#include "corpus.h"
#include "letters.h"
#include "model.h"
#include <errno.h>
#include <galley/text.h>
#include <jansson.h>
#include <stdlib.h>
#include <zlib.h>

enum {
    PIECE_BYTES = 150,   /* lines of a long text are joined until they have so many */
    PIECE_LETTERS = 16,  /* what has fewer of its script's teaches nothing */
    FOLD_BLOCK = 8,      /* pieces that stay together */
    NAMED_BYTES = 40000, /* most that is taken of one long text in a language of the model, ... */
    NONE_BYTES = 8000,   /* ... and of one in another language: there are many of these */
    HEADING_LINES = 2,   /* of a long text: its language's name in English, and its title */
    CODE_TIMES = 8,      /* that a line of program text is learned, ... */
    WRITTEN_TIMES = 3    /* ... and one that was written for what it shows: there are few */
};

/* An entry of languages.tsv: texts of this kind and code are in that language. */
typedef struct source {
    char kind; /* s, t, w, g, o, u, b */
    galley_text code;
    int language;
} source;

/* ---- Lists ----------------------------------------------------------------------------------------------------- */

size_t corpus_language_count(const corpus *corpus) {
    return corpus->language_list.len / sizeof(language);
}

const language *corpus_languages(const corpus *corpus) {
    return (const language *)(const void *)corpus->language_list.ptr;
}

size_t corpus_piece_count(const corpus *corpus) {
    return corpus->piece_list.len / sizeof(piece);
}

const piece *corpus_pieces(const corpus *corpus) {
    return (const piece *)(const void *)corpus->piece_list.ptr;
}

/* A whole file, unpacked if it is gzip, in the arena. */
static bool read_file(corpus *corpus, const char *folder, const char *name, galley_text *content, galley_error *error) {
    galley_text path = galley_arena_printf(corpus->arena, "%s/%s", folder, name);
    gzFile file = gzopen(path.ptr, "rb");
    if (!file)
        return galley_error_set(error, "%s: cannot be opened: %s", path.ptr, strerror(errno));
    galley_buffer bytes = {0};
    int got;
    enum { CHUNK = 1 << 16 };
    while ((got = gzread(file, galley_buffer_reserve(&bytes, CHUNK), CHUNK)) > 0)
        bytes.len += (size_t)got;
    bool is_read = gzclose(file) == Z_OK && got == 0;
    *content = galley_arena_copy(corpus->arena, galley_buffer_text(&bytes));
    galley_buffer_clear(&bytes);
    return is_read || galley_error_set(error, "%s: cannot be read to its end", path.ptr);
}

/* The next piece of `text` up to one of `separators`; false at the end. */
static bool next_field(galley_text text, size_t *at, const char *separators, galley_text *field) {
    while (*at < text.len && strchr(separators, text.ptr[*at]))
        ++*at;
    size_t first = *at;
    while (*at < text.len && !strchr(separators, text.ptr[*at]))
        ++*at;
    *field = galley_text_part(text.ptr + first, *at - first);
    return field->len > 0;
}

static script script_named(galley_text code) {
    for (script script = 0; script < SCRIPT_COUNT; script++)
        if (galley_text_is(code, script_table[script].code))
            return script;
    return SCRIPT_NONE;
}

static bool read_language(corpus *corpus, galley_text line, galley_error *error) {
    size_t at = 0;
    galley_text tag, code, item;
    bool is_whole = next_field(line, &at, "\t ", &tag) && next_field(line, &at, "\t ", &code);
    language language = {tag, is_whole ? script_named(code) : SCRIPT_NONE};
    if (language.script == SCRIPT_NONE)
        return galley_error_set(error, "\"%.*s\": a tag, a script and sources were expected", GALLEY_TEXT_ARGS(line));
    if (tag.len >= MODEL_TAG || corpus_language_count(corpus) + 1 == MODEL_LANGUAGES)
        return galley_error_set(error, "\"%.*s\": a tag of less than %d bytes was expected, and less than %d of them",
                                GALLEY_TEXT_ARGS(tag), MODEL_TAG, MODEL_LANGUAGES);
    int index = galley_text_is(tag, "-") ? LANGUAGE_UNREAD : (int)corpus_language_count(corpus);
    if (index >= 0)
        galley_buffer_add_bytes(&corpus->language_list, &language, sizeof language);
    while (next_field(line, &at, "\t ", &item)) {
        if (item.len < 3 || item.ptr[1] != ':')
            return galley_error_set(error, "\"%.*s\": a source is KIND:NAME", GALLEY_TEXT_ARGS(item));
        source source = {item.ptr[0], galley_text_part(item.ptr + 2, item.len - 2), index};
        galley_buffer_add_bytes(&corpus->source_list, &source, sizeof source);
    }
    return true;
}

static bool read_languages(corpus *corpus, const char *folder, galley_error *error) {
    galley_text list = {NULL, 0}, line;
    if (!read_file(corpus, folder, "languages.tsv", &list, error))
        return false;
    int number = 0;
    for (size_t at = 0; galley_line_next(list, &at, &line);) {
        number++;
        if (line.len > 0 && line.ptr[0] != '#' && !read_language(corpus, line, error))
            return galley_error_at(error, "%s/languages.tsv:%d", folder, number);
    }
    return true;
}

/* The language that texts of this kind and code are in; LANGUAGE_NONE if no line names them. */
static int language_of(const corpus *corpus, char kind, const char *code) {
    const source *sources = (const source *)(const void *)corpus->source_list.ptr;
    for (size_t i = 0; i < corpus->source_list.len / sizeof *sources; i++)
        if (sources[i].kind == kind && galley_text_is(sources[i].code, code))
            return sources[i].language;
    return LANGUAGE_NONE;
}

/* ---- Pieces ---------------------------------------------------------------------------------------------------- */

static script main_script(const letters *letters) {
    script best = SCRIPT_NONE;
    for (script script = SCRIPT_ANY + 1; script < SCRIPT_COUNT; script++)
        if (letters->counts[script] > letters->counts[best])
            best = script;
    return best;
}

/* Adds a text, which is in the arena, unless it has too few letters of its language's script. */
static void add_piece(corpus *corpus, letters *letters, piece piece) {
    letters_start(letters);
    letters_read(letters, piece.text);
    piece.script = piece.language >= 0 ? corpus_languages(corpus)[piece.language].script : main_script(letters);
    if (letters->counts[piece.script] >= PIECE_LETTERS)
        galley_buffer_add_bytes(&corpus->piece_list, &piece, sizeof piece);
}

/* Cuts a long text into pieces of whole lines. */
static void add_long_text(corpus *corpus, letters *letters, const char *id, galley_text text, int language) {
    size_t most = language == LANGUAGE_NONE ? NONE_BYTES : NAMED_BYTES;
    uint64_t fold = galley_hash64(galley_text_of(id), 0);
    piece piece = {.language = language, .source = (uint32_t)galley_hash64(galley_text_of(id), 1)};
    galley_text line;
    size_t at = 0;
    for (int heading = 0; heading < HEADING_LINES; heading++)
        galley_line_next(text, &at, &line);
    galley_buffer joined = {0};
    for (uint32_t number = 0; at < most && galley_line_next(text, &at, &line);) {
        galley_buffer_add(&joined, galley_trim(line));
        galley_buffer_add_char(&joined, '\n');
        if (joined.len < PIECE_BYTES)
            continue;
        piece.text = galley_arena_copy(corpus->arena, galley_buffer_text(&joined));
        piece.fold = (uint8_t)((language == LANGUAGE_NONE ? fold : fold + number++ / FOLD_BLOCK) % CORPUS_FOLDS);
        add_piece(corpus, letters, piece);
        joined.len = 0;
    }
    galley_buffer_clear(&joined);
}

/* Serbian is written in two alphabets, letter for letter. Lower case is enough: the letters are read so. */
static const struct {
    uint32_t cyrillic;
    const char *latin;
} serbian_letters[] = {
    {0x430, "a"},  {0x431, "b"}, {0x432, "v"}, {0x433, "g"}, {0x434, "d"},  {0x452, "đ"},  {0x435, "e"}, {0x436, "ž"},
    {0x437, "z"},  {0x438, "i"}, {0x458, "j"}, {0x43A, "k"}, {0x43B, "l"},  {0x459, "lj"}, {0x43C, "m"}, {0x43D, "n"},
    {0x45A, "nj"}, {0x43E, "o"}, {0x43F, "p"}, {0x440, "r"}, {0x441, "s"},  {0x442, "t"},  {0x45B, "ć"}, {0x443, "u"},
    {0x444, "f"},  {0x445, "h"}, {0x446, "c"}, {0x447, "č"}, {0x45F, "dž"}, {0x448, "š"},
};

static galley_text to_latin(corpus *corpus, galley_text text) {
    galley_buffer out = {0};
    uint32_t character;
    for (size_t at = 0; galley_utf8_next(text, &at, &character);) {
        uint32_t lower = galley_to_lower(character);
        size_t i = 0, count = sizeof serbian_letters / sizeof serbian_letters[0];
        while (i < count && serbian_letters[i].cyrillic != lower)
            i++;
        if (i < count)
            galley_buffer_add_string(&out, serbian_letters[i].latin);
        else
            galley_buffer_add_character(&out, character);
    }
    galley_text latin = galley_arena_copy(corpus->arena, galley_buffer_text(&out));
    galley_buffer_clear(&out);
    return latin;
}

/* ---- Files ----------------------------------------------------------------------------------------------------- */

/* What is done with each article of a file. */
typedef void on_article(corpus *corpus, letters *letters, const char *id, const char *lang, galley_text text);

/* Sentence `lang-N` is a piece; its number decides the fold. */
static void on_sentence(corpus *corpus, letters *letters, const char *id, const char *lang, galley_text text) {
    const char *number = strrchr(id, '-');
    piece piece = {.source = (uint32_t)galley_hash64(galley_text_of(lang), 0)};
    piece.fold = (uint8_t)(number ? strtoul(number + 1, NULL, 10) / FOLD_BLOCK % CORPUS_FOLDS : 0);
    piece.language = language_of(corpus, 's', lang);
    piece.text = galley_arena_copy(corpus->arena, text);
    if (piece.language >= 0)
        add_piece(corpus, letters, piece);
    piece.language = language_of(corpus, 't', lang);
    if (piece.language < 0)
        return;
    piece.source++;
    piece.text = to_latin(corpus, text);
    add_piece(corpus, letters, piece);
}

/* A piece made of a list: kind w, drawn words, or g, fragments. */
static void add_drawn(corpus *corpus, letters *letters, char kind, const char *lang, galley_text text) {
    piece piece = {.language = language_of(corpus, kind, lang), .fold = CORPUS_NO_FOLD, .is_fragments = kind == 'g'};
    piece.source = (uint32_t)galley_hash64(galley_text_of(lang), (uint64_t)kind);
    if (piece.language < 0)
        return;
    piece.text = galley_arena_copy(corpus->arena, text);
    add_piece(corpus, letters, piece);
}

static void on_words(corpus *corpus, letters *letters, const char *id, const char *lang, galley_text text) {
    (void)id;
    add_drawn(corpus, letters, 'w', lang, text);
}

static void on_fragments(corpus *corpus, letters *letters, const char *id, const char *lang, galley_text text) {
    (void)id;
    add_drawn(corpus, letters, 'g', lang, text);
}

static void on_declaration(corpus *corpus, letters *letters, const char *id, const char *lang, galley_text text) {
    (void)lang;
    static const char prefix[] = "udhr-";
    bool has_prefix = strncmp(id, prefix, sizeof prefix - 1) == 0;
    int language = language_of(corpus, 'u', has_prefix ? id + sizeof prefix - 1 : id);
    if (language != LANGUAGE_UNREAD)
        add_long_text(corpus, letters, id, text, language);
}

static void on_bible(corpus *corpus, letters *letters, const char *id, const char *lang, galley_text text) {
    (void)lang;
    int language = language_of(corpus, 'b', id);
    if (language != LANGUAGE_UNREAD)
        add_long_text(corpus, letters, id, text, language);
}

static bool read_article(corpus *corpus, letters *letters, galley_text line, on_article *on_article) {
    json_t *article = json_loadb(line.ptr, line.len, 0, NULL);
    const char *id = json_string_value(json_object_get(article, "id"));
    const char *lang = json_string_value(json_object_get(article, "lang"));
    const json_t *text = json_object_get(article, "text");
    bool is_whole = id && json_is_string(text);
    if (is_whole)
        on_article(corpus, letters, id, lang ? lang : "",
                   galley_text_part(json_string_value(text), json_string_length(text)));
    json_decref(article);
    return is_whole;
}

static bool read_articles(corpus *corpus, const char *folder, const char *name, on_article *on_article,
                          galley_error *error) {
    galley_text content = {NULL, 0}, line;
    if (!read_file(corpus, folder, name, &content, error))
        return false;
    letters letters = {0};
    bool is_good = true;
    int number = 0;
    for (size_t at = 0; is_good && galley_line_next(content, &at, &line);) {
        number++;
        is_good = read_article(corpus, &letters, line, on_article);
    }
    letters_clear(&letters);
    return is_good ||
           galley_error_set(error, "%s/%s:%d: an article with \"id\" and \"text\" was expected", folder, name, number);
}

/* Lines of program text and of markup: what is left in scraped articles and is no language. */
static bool read_code(corpus *corpus, const char *folder, galley_error *error) {
    galley_text content = {NULL, 0};
    piece piece = {.language = LANGUAGE_NONE};
    if (!read_file(corpus, folder, "code.txt", &content, error))
        return false;
    letters letters = {0};
    for (size_t at = 0, number = 0; galley_line_next(content, &at, &piece.text); number++) {
        piece.fold = (uint8_t)(number % CORPUS_FOLDS);
        for (int times = 0; times < CODE_TIMES; times++)
            add_piece(corpus, &letters, piece);
    }
    letters_clear(&letters);
    return true;
}

/* Lines in languages of which there is too little elsewhere: tag, tab, text. */
static bool read_written(corpus *corpus, const char *folder, galley_error *error) {
    galley_text content = {NULL, 0}, line;
    if (!read_file(corpus, folder, "written.tsv", &content, error))
        return false;
    letters letters = {0};
    bool is_good = true;
    for (size_t at = 0, number = 1; is_good && galley_line_next(content, &at, &line); number++) {
        const char *tab = memchr(line.ptr, '\t', line.len);
        size_t len = tab ? (size_t)(tab - line.ptr) : 0;
        galley_text tag = galley_arena_copy(corpus->arena, galley_text_part(line.ptr, len));
        piece piece = {.language = language_of(corpus, 'o', tag.ptr), .fold = CORPUS_NO_FOLD};
        is_good = tab && piece.language >= 0;
        if (!is_good) {
            galley_error_set(error,
                             "%s/written.tsv:%zu: a tag that languages.tsv names as o:TAG, a tab and a text "
                             "were expected",
                             folder, number);
            break;
        }
        piece.source = (uint32_t)galley_hash64(tag, 'o');
        piece.text = galley_text_part(tab + 1, line.len - len - 1);
        for (int times = 0; times < WRITTEN_TIMES; times++)
            add_piece(corpus, &letters, piece);
    }
    letters_clear(&letters);
    return is_good;
}

bool corpus_open(corpus *corpus, const char *lists, const char *texts, galley_error *error) {
    memset(corpus, 0, sizeof *corpus);
    corpus->arena = galley_arena_new();
    if (read_languages(corpus, lists, error) && read_code(corpus, lists, error) && read_written(corpus, lists, error) &&
        read_articles(corpus, texts, "sentences-dev.jsonl.gz", on_sentence, error) &&
        read_articles(corpus, texts, "words.jsonl.gz", on_words, error) &&
        read_articles(corpus, texts, "fragments.jsonl.gz", on_fragments, error) &&
        read_articles(corpus, texts, "udhr.jsonl.gz", on_declaration, error) &&
        read_articles(corpus, texts, "bible-train.jsonl.gz", on_bible, error))
        return true;
    corpus_close(corpus);
    return false;
}

void corpus_close(corpus *corpus) {
    galley_buffer_clear(&corpus->language_list);
    galley_buffer_clear(&corpus->source_list);
    galley_buffer_clear(&corpus->piece_list);
    galley_arena_free(corpus->arena);
}
