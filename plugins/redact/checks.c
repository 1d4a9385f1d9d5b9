#include "checks.h"

#include "places.h"

/* ---- Cards ----------------------------------------------------------------------------------------------------- */

/* Prefixes of networks that are in use, and the lengths of their numbers. */
static const struct {
    const char *from, *to; /* as many digits each */
    size_t shortest, longest;
} networks[] = {
    {"34", "34", 15, 15},     {"37", "37", 15, 15},     /* American Express */
    {"4", "4", 16, 16},       {"51", "55", 16, 16},     /* Visa, Mastercard */
    {"2221", "2720", 16, 16}, {"6011", "6011", 16, 16}, /* Mastercard, Discover */
    {"644", "649", 16, 16},   {"65", "65", 16, 16},     /* Discover */
    {"3528", "3589", 16, 16}, {"300", "305", 14, 14},   /* JCB, Diners */
    {"36", "36", 14, 14},     {"38", "39", 14, 14},     /* Diners */
    {"62", "62", 16, 19},     {"50", "50", 13, 19},     /* UnionPay, Maestro */
    {"56", "58", 13, 19},     {"6304", "6304", 13, 19}, /* Maestro */
};

static bool is_of_network(galley_text digits) {
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        size_t len = strlen(networks[i].from);
        if (digits.len >= networks[i].shortest && digits.len <= networks[i].longest &&
            memcmp(digits.ptr, networks[i].from, len) >= 0 && memcmp(digits.ptr, networks[i].to, len) <= 0)
            return true;
    }
    return false;
}

bool is_card_number(galley_text digits) {
    unsigned sum = 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned digit = (unsigned)(digits.ptr[digits.len - 1 - i] - '0') << (i % 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0 && is_of_network(digits);
}

/* ---- IBAN ------------------------------------------------------------------------------------------------------ */

/* Country and length, by the registry of ISO 13616. */
static const char iban_lengths[] =
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
    "ES24 "
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 "
    "LI21 "
    "LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 "
    "RS22 "
    "RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

static size_t iban_length(const char country[2]) {
    for (const char *at = iban_lengths; *at; at += at[4] ? 5 : 4)
        if (at[0] == country[0] && at[1] == country[1])
            return (size_t)(at[2] - '0') * 10 + (size_t)(at[3] - '0');
    return 0;
}

bool is_iban(galley_text iban) {
    if (iban.len < 5 || iban.len != iban_length(iban.ptr) || !is_digit(iban.ptr[2]) || !is_digit(iban.ptr[3]))
        return false;
    unsigned rest = 0;
    for (size_t i = 0; i < iban.len; i++) {
        char byte = iban.ptr[(i + 4) % iban.len];
        if (is_digit(byte))
            rest = (rest * 10 + (unsigned)(byte - '0')) % 97;
        else if (byte >= 'A' && byte <= 'Z')
            rest = (rest * 100 + (unsigned)(byte - 'A') + 10) % 97;
        else
            return false;
    }
    return rest == 1;
}

/* ---- Addresses ------------------------------------------------------------------------------------------------- */

bool is_ipv4(galley_text text) {
    int parts = 0;
    size_t at = 0;
    while (at < text.len) {
        unsigned value = 0;
        size_t start = at;
        for (; at < text.len && is_digit(text.ptr[at]) && at - start < 3; at++)
            value = value * 10 + (unsigned)(text.ptr[at] - '0');
        bool has_leading_zero = at - start > 1 && text.ptr[start] == '0';
        if (at == start || value > 255 || has_leading_zero || (parts == 0 && value == 0))
            return false;
        parts++;
        if (at < text.len && (text.ptr[at++] != '.' || at == text.len))
            return false;
    }
    return parts == 4;
}

static bool is_hex(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* RFC 4291, section 2.2, but for its form that ends as an IPv4 address, and for a::b, which is more often code. */
bool is_ipv6(galley_text text) {
    int groups = 0, gaps = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        while (at < text.len && is_hex(text.ptr[at]))
            at++;
        if (at - start > 4)
            return false;
        groups += at > start;
        if (at == text.len)
            break;
        if (text.ptr[at] != ':')
            return false;
        bool is_gap = at + 1 < text.len && text.ptr[at + 1] == ':';
        if (at == start && !(is_gap && at == 0))
            return false;
        gaps += is_gap;
        at += is_gap ? 2 : 1;
        if (at == text.len && !is_gap)
            return false;
    }
    return gaps == 1 ? groups >= 3 && groups < 8 : gaps == 0 && groups == 8;
}
