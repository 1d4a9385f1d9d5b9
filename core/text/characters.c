/* Characters: general categories from utf8proc, with a table before it for Latin-1 and shortcuts for the large blocks
 * of letters that news is written in. */
#include "text/characters.h"

#include <utf8proc.h>

const char latin_classes[256] = {
    ".........sssss.."   /* 00 controls */
    "................"   /* 10 */
    "sppp.pppppp.pppp"   /* 20   ! " # $ % & ' ( ) * + , - . / */
    "ddddddddddpp...p"   /* 30 0 to 9 : ; < = > ? */
    "puuuuuuuuuuuuuuu"   /* 40 @ A to O */
    "uuuuuuuuuuuppp.p"   /* 50 P to Z [ \ ] ^ _ */
    ".lllllllllllllll"   /* 60 ` a to o */
    "lllllllllllp.p.."   /* 70 p to z { | } ~ */
    ".....s.........."   /* 80 controls */
    "................"   /* 90 */
    "sp.....p..op...."   /* A0 no-break space, inverted exclamation, section, feminine ordinal, left guillemet */
    ".....lpp..op...p"   /* B0 micro, pilcrow, middle dot, masculine ordinal, right guillemet, inverted question */
    "uuuuuuuuuuuuuuuu"   /* C0 */
    "uuuuuuu.uuuuuuul"   /* D0 multiplication sign is no letter */
    "llllllllllllllll"   /* E0 */
    "lllllll.llllllll"}; /* F0 division sign is no letter */

typedef struct character_range {
    uint32_t first, last;
} character_range;

/* Scripts without spaces between words. Digits and punctuation in these blocks are sorted out by category. */
static const character_range unspaced[] = {
    {0x0E01, 0x0E3A},   {0x0E40, 0x0E4E},                     /* Thai */
    {0x0E80, 0x0EFF},                                         /* Lao */
    {0x1000, 0x109F},                                         /* Myanmar */
    {0x1780, 0x17DD},   {0x19E0, 0x19FF},                     /* Khmer */
    {0x2E80, 0x2FDF},                                         /* Han radicals */
    {0x3005, 0x3007},   {0x3021, 0x3029},   {0x3031, 0x303C}, /* Han signs, Kana repeat marks */
    {0x3041, 0x30FF},                       /* Hiragana, Katakana, with their marks and long-vowel sign */
    {0x31F0, 0x31FF},                       /* Katakana extensions */
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   /* Han */
    {0xA9E0, 0xA9FE},   {0xAA60, 0xAA7F},   /* Myanmar extensions */
    {0xF900, 0xFAFF},                       /* Han compatibility */
    {0xFF66, 0xFF9F},                       /* half-width Katakana */
    {0x1AFF0, 0x1B16F}, {0x1F200, 0x1F200}, /* Kana supplements */
    {0x20000, 0x3FFFD},                     /* Han supplements */
};

static utf8proc_category_t category_of(uint32_t character) {
    return character <= 0x10FFFF ? utf8proc_category((utf8proc_int32_t)character) : UTF8PROC_CATEGORY_CN;
}

bool is_mark(uint32_t character) {
    utf8proc_category_t category = category_of(character);
    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool galley_is_letter(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 'l' || latin_classes[character] == 'u' || latin_classes[character] == 'o';
    if (character < 0x250 || (character >= 0x400 && character < 0x482) || (character >= 0x4E00 && character < 0x9FF0))
        return true;
    utf8proc_category_t category = category_of(character);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

bool galley_is_upper(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 'u';
    utf8proc_category_t category = category_of(character);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool galley_is_lower(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 'l';
    return category_of(character) == UTF8PROC_CATEGORY_LL;
}

bool galley_is_digit(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 'd';
    return category_of(character) == UTF8PROC_CATEGORY_ND;
}

bool galley_is_space(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 's';
    return character == 0x1680 || (character >= 0x2000 && character <= 0x200A) || character == 0x2028 ||
           character == 0x2029 || character == 0x202F || character == 0x205F || character == 0x3000;
}

bool galley_is_punctuation(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 'p';
    utf8proc_category_t category = category_of(character);
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

bool galley_is_ideograph(uint32_t character) {
    if (character < unspaced[0].first)
        return false;
    size_t low = 0, high = sizeof unspaced / sizeof *unspaced;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (character > unspaced[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_in_block = low < sizeof unspaced / sizeof *unspaced && character >= unspaced[low].first;
    return is_in_block &&
           (galley_is_letter(character) || character == 0x3007 || category_of(character) == UTF8PROC_CATEGORY_NL);
}

uint32_t galley_to_lower(uint32_t character) {
    if (character < 0x100)
        return latin_classes[character] == 'u' ? character + 0x20 : character;
    return character <= 0x10FFFF ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)character) : character;
}
