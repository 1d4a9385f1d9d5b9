/* gzip in: a file descriptor becomes text. Headers, trailers, members and padding are read here, by RFC 1952 and to the
 * letter; the backend only inflates what is between them, straight into the caller's memory.
 *
 * The reader is always in one part of the stream. Each step reads that part, or some of it, and says which comes next;
 * END and BROKEN stay. */
#include "stream/gzip_reader.h"
#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    INPUT_SIZE = 512 * 1024, /* bytes that one read() asks for */
    SNIFF_SIZE = 512,        /* so many first bytes tell text from what is none */
    TRAILER_SIZE = 8
};

enum { FLAG_HEADER_CRC = 0x02, FLAG_EXTRA = 0x04, FLAG_NAME = 0x08, FLAG_COMMENT = 0x10, FLAGS_RESERVED = 0xe0 };
enum { METHOD_DEFLATE = 8 };

typedef enum part {
    PART_START,
    PART_HEADER,
    PART_DATA,
    PART_TRAILER,
    PART_BETWEEN,
    PART_SUPPLIED,
    PART_PLAIN,
    PART_END,
    PART_BROKEN
} part;

struct gzip_reader {
    int fd;            /* -1: the bytes are in memory, */
    galley_text bytes; /* those not yet read */
    const deflate_backend *backend;
    void *inflater;
    part part;
    gzip_place member; /* that is being read */
    uint64_t text;     /* bytes given so far, or before the place where reading began */
    uint32_t crc;      /* of the member's text */
    _Atomic uint64_t consumed;
    gzip_supply supply;  /* or {0} */
    gzip_segment *taken; /* from it: of PART_SUPPLIED */
    size_t given;        /* of its text */
    galley_error error;  /* of PART_BROKEN */
    bool is_at_end;      /* of the file */
    bool is_prompt;
    bool has_padding;
    size_t at, end; /* what is not used yet, in `input`; before it stay the last bytes of what was there */
    unsigned char input[INFLATE_LOOKAHEAD + INPUT_SIZE];
};

/* ---- Bytes ---- */

static uint64_t offset_of(const gzip_reader *reader) {
    return atomic_load(&reader->consumed) - (reader->end - reader->at);
}

static ssize_t read_bytes(gzip_reader *reader, void *out, size_t len) {
    if (reader->fd >= 0)
        return read(reader->fd, out, len);
    if (len > reader->bytes.len)
        len = reader->bytes.len;
    if (len > 0)
        memcpy(out, reader->bytes.ptr, len);
    reader->bytes = galley_text_part(reader->bytes.ptr + len, reader->bytes.len - len);
    return (ssize_t)len;
}

/* One read() that is not interrupted; 0 at the end of the file and when the file cannot be read, which is BROKEN. */
static size_t read_some(gzip_reader *reader, void *out, size_t len) {
    ssize_t got;
    do
        got = read_bytes(reader, out, len);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        atomic_fetch_add(&reader->consumed, (uint64_t)got);
        return (size_t)got;
    }
    reader->is_at_end = true;
    if (got < 0) {
        galley_error_set(&reader->error, "compressed offset %llu: reading failed: %s; check the file and its disk",
                         (unsigned long long)atomic_load(&reader->consumed), strerror(errno));
        reader->part = PART_BROKEN;
    }
    return 0;
}

/* Is there a byte to use? Reads on if need be. */
static bool has_input(gzip_reader *reader) {
    if (reader->at < reader->end)
        return true;
    if (reader->is_at_end)
        return false;
    memmove(reader->input, reader->input + reader->end - INFLATE_LOOKAHEAD, INFLATE_LOOKAHEAD);
    reader->at = INFLATE_LOOKAHEAD;
    reader->end = reader->at + read_some(reader, reader->input + reader->at, INPUT_SIZE);
    return reader->at < reader->end;
}

void gzip_reader_be_prompt(gzip_reader *reader) {
    reader->is_prompt = true;
}

bool gzip_reader_would_wait(const gzip_reader *reader) {
    bool may_wait = reader->is_prompt && reader->at == reader->end && !reader->is_at_end;
    struct pollfd file = {.fd = reader->fd, .events = POLLIN};
    return may_wait && poll(&file, 1, 0) == 0;
}

/* Ends the reading, unless a read() that failed has ended it before. */
static void break_at(gzip_reader *reader, uint64_t offset, const char *what) {
    if (reader->part == PART_BROKEN)
        return;
    galley_error_set(
        &reader->error,
        "compressed offset %llu, in the gzip member from %llu: %s; what came before was read, get the file "
        "again for the rest",
        (unsigned long long)offset, (unsigned long long)reader->member.compressed, what);
    reader->part = PART_BROKEN;
}

static bool take_byte(gzip_reader *reader, unsigned *byte) {
    if (!has_input(reader)) {
        break_at(reader, offset_of(reader), "the file is cut off");
        return false;
    }
    *byte = reader->input[reader->at++];
    return true;
}

/* ---- Start ---- */

/* What is compressed or encoded in another way and often carries our file names. */
static const struct signature {
    const char *bytes;
    size_t len;
    const char *name, *cure;
} signatures[] = {
    {"\x28\xb5\x2f\xfd", 4, "a zstd file", "unpack it with zstd -d"},
    {"\xfd\x37zXZ", 5, "an xz file", "unpack it with xz -d"},
    {"BZh", 3, "a bzip2 file", "unpack it with bzip2 -d"},
    {"PK\x03\x04", 4, "a zip archive", "unpack it with unzip"},
    {"\x04\x22\x4d\x18", 4, "an lz4 file", "unpack it with lz4 -d"},
    {"\x1f\x9d", 2, "a file of compress(1)", "unpack it with gzip -d"},
    {"\x78\x01", 2, "a zlib stream", "unpack it with pigz -d"},
    {"\x78\x5e", 2, "a zlib stream", "unpack it with pigz -d"},
    {"\x78\x9c", 2, "a zlib stream", "unpack it with pigz -d"},
    {"\x78\xda", 2, "a zlib stream", "unpack it with pigz -d"},
    {"\xff\xfe", 2, "UTF-16 text", "convert it with iconv -f UTF-16 -t UTF-8"},
    {"\xfe\xff", 2, "UTF-16 text", "convert it with iconv -f UTF-16 -t UTF-8"},
};

static const struct signature *signature_of(const unsigned char *bytes, size_t len) {
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (len >= signatures[i].len && memcmp(bytes, signatures[i].bytes, signatures[i].len) == 0)
            return &signatures[i];
    return NULL;
}

/* Text has hardly a control byte. A few are let pass: a damaged line is a matter for those who read lines. */
static bool looks_like_text(const unsigned char *bytes, size_t len) {
    size_t controls = 0;
    for (size_t i = 0; i < len; i++)
        if (bytes[i] < ' ' && !(bytes[i] >= '\t' && bytes[i] <= '\r'))
            controls++;
    return controls <= 2 || controls * 32 <= len;
}

/* How many of the first bytes are looked at: those of the first line alone if the reader is prompt, however many came.
 * 0: they are not all there. */
static size_t sniffed(const gzip_reader *reader) {
    const unsigned char *bytes = reader->input + reader->at;
    size_t len = reader->end - reader->at < SNIFF_SIZE ? reader->end - reader->at : SNIFF_SIZE;
    const unsigned char *line_end = reader->is_prompt ? memchr(bytes, '\n', len) : NULL;
    if (line_end)
        return (size_t)(line_end - bytes) + 1;
    return len == SNIFF_SIZE || reader->is_at_end ? len : 0;
}

static void read_start(gzip_reader *reader) {
    reader->at = INFLATE_LOOKAHEAD;
    reader->end = reader->at;
    while (!reader->is_at_end && sniffed(reader) == 0)
        reader->end += read_some(reader, reader->input + reader->end, INPUT_SIZE - (reader->end - reader->at));
    if (reader->part == PART_BROKEN)
        return;
    const unsigned char *bytes = reader->input + reader->at;
    size_t len = sniffed(reader);
    if (len >= 1 && bytes[0] == 0x1f && (len == 1 || bytes[1] == 0x8b)) {
        reader->part = PART_BETWEEN;
        return;
    }
    const struct signature *signature = signature_of(bytes, len);
    if (!signature && looks_like_text(bytes, len)) {
        reader->part = PART_PLAIN;
        return;
    }
    galley_error_set(&reader->error, "compressed offset 0: this is %s, not gzip; %s",
                     signature ? signature->name : "no text",
                     signature ? signature->cure : "gzip-compressed or plain JSON Lines are wanted");
    reader->part = PART_BROKEN;
}

/* ---- Members ---- */

/* A header while it is read: the check sum of its bytes so far. */
typedef struct header_bytes {
    gzip_reader *reader;
    uint32_t crc;
} header_bytes;

static bool header_byte(header_bytes *header, unsigned *byte) {
    if (!take_byte(header->reader, byte))
        return false;
    unsigned char one = (unsigned char)*byte;
    header->crc = header->reader->backend->crc32(header->crc, &one, 1);
    return true;
}

static bool header_skip(header_bytes *header, size_t count) {
    unsigned byte;
    while (count--)
        if (!header_byte(header, &byte))
            return false;
    return true;
}

static bool header_skip_extra(header_bytes *header) {
    unsigned low, high;
    return header_byte(header, &low) && header_byte(header, &high) && header_skip(header, low | high << 8);
}

static bool header_skip_string(header_bytes *header) {
    unsigned byte;
    do
        if (!header_byte(header, &byte))
            return false;
    while (byte);
    return true;
}

static bool header_check(header_bytes *header) {
    uint32_t crc = header->crc & 0xffff;
    unsigned low, high;
    if (!header_byte(header, &low) || !header_byte(header, &high))
        return false;
    if (crc == (low | high << 8))
        return true;
    break_at(header->reader, offset_of(header->reader) - 2, "the check sum of a gzip header is wrong");
    return false;
}

/* Magic, method and flags: what decides whether this is a member at all. */
static bool header_begin(header_bytes *header, unsigned *flags) {
    gzip_reader *reader = header->reader;
    unsigned first, second, method;
    if (!header_byte(header, &first) || !header_byte(header, &second))
        return false;
    if (first != 0x1f || second != 0x8b) {
        galley_error_set(&reader->error,
                         "compressed offset %llu: bytes %02x %02x behind a gzip member begin no other one; what came "
                         "before was read, cut the file off there or get it again",
                         (unsigned long long)reader->member.compressed, first, second);
        reader->part = PART_BROKEN;
        return false;
    }
    if (!header_byte(header, &method) || !header_byte(header, flags))
        return false;
    if (method != METHOD_DEFLATE)
        break_at(reader, reader->member.compressed + 2, "an unknown compression method is named");
    else if (*flags & FLAGS_RESERVED)
        break_at(reader, reader->member.compressed + 3, "reserved header flags are set");
    return reader->part != PART_BROKEN;
}

static void read_header(gzip_reader *reader) {
    reader->member = (gzip_place){.compressed = offset_of(reader), .text = reader->text};
    header_bytes header = {reader, 0};
    unsigned flags;
    bool is_read = header_begin(&header, &flags) && header_skip(&header, 6) /* time, hint, system */
                   && (!(flags & FLAG_EXTRA) || header_skip_extra(&header)) &&
                   (!(flags & FLAG_NAME) || header_skip_string(&header)) &&
                   (!(flags & FLAG_COMMENT) || header_skip_string(&header)) &&
                   (!(flags & FLAG_HEADER_CRC) || header_check(&header));
    if (!is_read)
        return;
    reader->backend->inflate_reset(reader->inflater);
    reader->crc = 0;
    reader->part = PART_DATA;
}

/* Inflates what is there; returns how much text that gave. */
static size_t read_data(gzip_reader *reader, char *out, size_t capacity) {
    /* Without input there may still be text that the inflater holds back. */
    bool has_more = has_input(reader);
    if (reader->part == PART_BROKEN)
        return 0;
    inflate_span span = {reader->input + reader->at, reader->end - reader->at, (unsigned char *)out, capacity};
    inflate_status status = reader->backend->inflate_some(reader->inflater, &span);
    bool is_stuck = span.out_len == capacity && span.in_len == reader->end - reader->at;
    size_t got = capacity - span.out_len;
    reader->at = reader->end - span.in_len;
    reader->crc = reader->backend->crc32(reader->crc, out, got);
    reader->text += got;
    if (status == INFLATE_END)
        reader->part = PART_TRAILER;
    else if (status == INFLATE_DAMAGED || (has_more && is_stuck))
        break_at(reader, offset_of(reader), "the compressed data is damaged");
    else if (is_stuck)
        break_at(reader, offset_of(reader), "the file is cut off");
    return got;
}

static void read_trailer(gzip_reader *reader) {
    uint32_t words[2] = {0, 0};
    for (unsigned i = 0; i < TRAILER_SIZE; i++) {
        unsigned byte;
        if (!take_byte(reader, &byte))
            return;
        words[i / 4] |= (uint32_t)byte << i % 4 * 8;
    }
    uint64_t trailer = offset_of(reader) - TRAILER_SIZE;
    if (words[0] != reader->crc)
        break_at(reader, trailer, "the text does not agree with its check sum (CRC-32)");
    else if (words[1] != ((reader->text - reader->member.text) & UINT32_MAX))
        break_at(reader, trailer + 4, "the text does not have the length that is told (ISIZE)");
    else
        reader->part = PART_BETWEEN;
}

/* Behind a member: another one, zero bytes up to the end, or nothing. */
static void read_between(gzip_reader *reader) {
    if (has_input(reader) && reader->input[reader->at] != 0) {
        reader->part = PART_HEADER;
        return;
    }
    while (has_input(reader)) {
        if (reader->input[reader->at] != 0) {
            break_at(reader, offset_of(reader), "something else stands behind the zero bytes that end the stream");
            return;
        }
        reader->at++;
        reader->has_padding = true;
    }
    if (reader->part != PART_BROKEN)
        reader->part = PART_END;
}

/* ---- Members that somebody else inflates ---- */

/* Behind a member: is the next one there already? */
static bool take_supplied(gzip_reader *reader) {
    uint64_t from = offset_of(reader);
    reader->taken = reader->supply.take ? reader->supply.take(reader->supply.own, from) : NULL;
    if (!reader->taken)
        return false;
    reader->member = (gzip_place){.compressed = from, .text = reader->text};
    reader->given = 0;
    reader->part = PART_SUPPLIED;
    return true;
}

/* Behind the segment nothing has been read yet. */
static void leave_supplied(gzip_reader *reader) {
    uint64_t to = reader->taken->to;
    reader->supply.give_back(reader->supply.own, reader->taken);
    reader->taken = NULL;
    reader->at = reader->end = INFLATE_LOOKAHEAD;
    reader->is_at_end = false;
    atomic_store(&reader->consumed, to);
    reader->part = PART_BETWEEN;
    if (lseek(reader->fd, (off_t)to, SEEK_SET) < 0)
        break_at(reader, to, strerror(errno));
}

static size_t read_supplied(gzip_reader *reader, char *out, size_t capacity) {
    const galley_buffer *text = &reader->taken->text;
    size_t left = text->len - reader->given, got = left < capacity ? left : capacity;
    if (got > 0)
        memcpy(out, text->ptr + reader->given, got);
    reader->given += got;
    reader->text += got;
    if (reader->given == text->len)
        leave_supplied(reader);
    return got;
}

static size_t read_plain(gzip_reader *reader, char *out, size_t capacity) {
    size_t got = reader->end - reader->at;
    if (got > capacity)
        got = capacity;
    memcpy(out, reader->input + reader->at, got);
    reader->at += got;
    if (got == 0 && !reader->is_at_end)
        got = read_some(reader, out, capacity);
    if (got == 0 && reader->part != PART_BROKEN)
        reader->part = PART_END;
    reader->text += got;
    return got;
}

/* ---- The door ---- */

static void start(gzip_reader *reader) {
    reader->part = PART_START;
    reader->member = (gzip_place){0, 0};
    reader->text = 0;
    atomic_store(&reader->consumed, 0);
    reader->error.message[0] = '\0';
    reader->is_at_end = reader->has_padding = reader->is_prompt = false;
    memset(reader->input, 0, INFLATE_LOOKAHEAD);
    reader->at = reader->end = INFLATE_LOOKAHEAD;
}

gzip_reader *gzip_reader_new_with(const deflate_backend *backend, int fd) {
    gzip_reader *reader = memory_alloc(sizeof *reader);
    reader->fd = fd;
    reader->bytes = galley_text_of(NULL);
    reader->backend = backend;
    reader->inflater = backend->inflate_new();
    reader->supply = (gzip_supply){0};
    reader->taken = NULL;
    atomic_init(&reader->consumed, 0);
    start(reader);
    return reader;
}

gzip_reader *gzip_reader_new(int fd) {
    return gzip_reader_new_with(deflate_backends[0], fd);
}

void gzip_reader_free(gzip_reader *reader) {
    if (!reader)
        return;
    if (reader->taken)
        reader->supply.give_back(reader->supply.own, reader->taken);
    if (reader->supply.close)
        reader->supply.close(reader->supply.own);
    if (reader->fd >= 0)
        close(reader->fd);
    reader->backend->inflate_free(reader->inflater);
    free(reader);
}

void gzip_reader_restart(gzip_reader *reader, galley_text bytes) {
    reader->bytes = bytes;
    start(reader);
    reader->part = PART_HEADER;
}

bool gzip_reader_has_padding(const gzip_reader *reader) {
    return reader->has_padding;
}

void gzip_reader_attach(gzip_reader *reader, const gzip_supply *supply) {
    struct stat facts;
    if (fstat(reader->fd, &facts) != 0 || !S_ISREG(facts.st_mode) || lseek(reader->fd, 0, SEEK_CUR) != 0)
        return;
    reader->supply = *supply;
    supply->open(supply->own, reader->fd);
}

gzip_status gzip_reader_read(gzip_reader *reader, char *out, size_t capacity, size_t *got, galley_error *error) {
    *got = 0;
    while (*got < capacity) {
        if (*got > 0 && gzip_reader_would_wait(reader))
            return GZIP_MORE;
        switch (reader->part) {
        case PART_START:
            read_start(reader);
            break;
        case PART_HEADER:
            read_header(reader);
            break;
        case PART_DATA:
            *got += read_data(reader, out + *got, capacity - *got);
            break;
        case PART_TRAILER:
            read_trailer(reader);
            break;
        case PART_BETWEEN:
            if (!take_supplied(reader))
                read_between(reader);
            break;
        case PART_SUPPLIED:
            *got += read_supplied(reader, out + *got, capacity - *got);
            break;
        case PART_PLAIN:
            *got += read_plain(reader, out + *got, capacity - *got);
            break;
        case PART_END:
            return GZIP_END;
        case PART_BROKEN:
            if (error)
                *error = reader->error;
            return GZIP_BROKEN;
        }
    }
    return GZIP_MORE;
}

gzip_place gzip_reader_place(const gzip_reader *reader) {
    if (reader->part == PART_PLAIN)
        return (gzip_place){reader->text, reader->text};
    return reader->member;
}

bool gzip_reader_seek(gzip_reader *reader, gzip_place place, galley_error *error) {
    if (place.compressed == 0)
        return true;
    unsigned char magic[2] = {0};
    if (pread(reader->fd, magic, sizeof magic, 0) < 0 || place.compressed > INT64_MAX ||
        lseek(reader->fd, (off_t)place.compressed, SEEK_SET) < 0)
        return galley_error_set(error, "reading cannot go on at offset %llu: %s; give a file, not a pipe",
                                (unsigned long long)place.compressed, strerror(errno));
    reader->part = magic[0] == 0x1f && magic[1] == 0x8b ? PART_HEADER : PART_PLAIN;
    reader->text = place.text;
    atomic_store(&reader->consumed, place.compressed);
    return true;
}

uint64_t gzip_reader_consumed(const gzip_reader *reader) {
    return atomic_load(&reader->consumed);
}
