#include "reports/tables/bank_text.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

struct letter {
    gunichar capital;
    const char *latin;
};

/* Capitals that do not fall apart into a Latin letter and its marks. */
static const struct letter letters[] = {
    /* Latin */
    {0x00C6, "AE"},
    {0x00D0, "D"},
    {0x00D8, "OE"},
    {0x00DE, "TH"},
    {0x00DF, "SS"}, /* as a small letter: it has no capital of one character */
    {0x0110, "D"},
    {0x0126, "H"},
    {0x013F, "L"},
    {0x0141, "L"},
    {0x014A, "N"},
    {0x0152, "OE"},
    {0x0166, "T"},
    {0x018F, "E"},
    {0x1E9E, "SS"},
    {0x02BB, "'"},
    {0x02BC, "'"},
    /* Greek */
    {0x0391, "A"},
    {0x0392, "V"},
    {0x0393, "G"},
    {0x0394, "D"},
    {0x0395, "E"},
    {0x0396, "Z"},
    {0x0397, "I"},
    {0x0398, "TH"},
    {0x0399, "I"},
    {0x039A, "K"},
    {0x039B, "L"},
    {0x039C, "M"},
    {0x039D, "N"},
    {0x039E, "X"},
    {0x039F, "O"},
    {0x03A0, "P"},
    {0x03A1, "R"},
    {0x03A3, "S"},
    {0x03A4, "T"},
    {0x03A5, "Y"}, /* but U after an O */
    {0x03A6, "F"},
    {0x03A7, "CH"},
    {0x03A8, "PS"},
    {0x03A9, "O"},
    /* Cyrillic */
    {0x0402, "D"},
    {0x0404, "IE"},
    {0x0405, "DZ"},
    {0x0406, "I"},
    {0x0408, "J"},
    {0x0409, "LJ"},
    {0x040A, "NJ"},
    {0x040B, "C"},
    {0x040F, "DZ"},
    {0x0410, "A"},
    {0x0411, "B"},
    {0x0412, "V"},
    {0x0413, "G"},
    {0x0414, "D"},
    {0x0415, "E"},
    {0x0416, "ZH"},
    {0x0417, "Z"},
    {0x0418, "I"},
    {0x041A, "K"},
    {0x041B, "L"},
    {0x041C, "M"},
    {0x041D, "N"},
    {0x041E, "O"},
    {0x041F, "P"},
    {0x0420, "R"},
    {0x0421, "S"},
    {0x0422, "T"},
    {0x0423, "U"},
    {0x0424, "F"},
    {0x0425, "KH"},
    {0x0426, "TS"},
    {0x0427, "CH"},
    {0x0428, "SH"},
    {0x0429, "SHCH"},
    {0x042A, "IE"},
    {0x042B, "Y"},
    {0x042C, ""},
    {0x042D, "E"},
    {0x042E, "IU"},
    {0x042F, "IA"},
    {0x0490, "G"},
};

enum { GREEK_OMICRON = 0x039F, GREEK_UPSILON = 0x03A5 };

static bool is_mark(gunichar character)
{
    return g_unichar_type(character) == G_UNICODE_NON_SPACING_MARK;
}

static const char *letter_find(gunichar capital)
{
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        if (letters[i].capital == capital) {
            return letters[i].latin;
        }
    }
    return NULL;
}

/* GLib's own tables know the signs: quotes, dashes, dots; what they do not know is '?'. */
static void sign_append(GString *plain, gunichar character)
{
    char one[8] = {0};
    g_unichar_to_utf8(character, one);
    g_autofree char *ascii = g_str_to_ascii(one, "C");
    g_string_append(plain, ascii);
}

/* In ASCII; any character of it. */
static GString *plain_new(const char *text)
{
    GString *plain = g_string_new(NULL);
    g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT);
    gunichar before = 0;
    for (const char *at = apart ? apart : ""; *at != '\0'; at = g_utf8_next_char(at)) {
        if (is_mark(g_utf8_get_char(at))) {
            continue;
        }
        gunichar character = g_unichar_toupper(g_utf8_get_char(at));
        const char *latin = character < 0x80 ? NULL : letter_find(character);
        if (character < 0x80) {
            g_string_append_c(plain, (char)character);
        } else if (character == GREEK_UPSILON && before == GREEK_OMICRON) {
            g_string_append_c(plain, 'U');
        } else if (latin) {
            g_string_append(plain, latin);
        } else {
            sign_append(plain, character);
        }
        before = character;
    }
    return plain;
}

char *bank_text(char *buffer, size_t width, const char *text)
{
    g_autoptr(GString) plain = plain_new(text);
    size_t length = 0;
    bool space = false; /* one is due before the next character */
    for (const char *at = plain->str; *at != '\0'; at++) {
        char character = g_ascii_toupper(*at);
        bool shown = g_ascii_isalnum(character) || (length > 0 && strchr("-./&'", character));
        if (!shown) {
            space = length > 0;
            continue;
        }
        if (length + (space ? 2 : 1) > width) {
            break;
        }
        if (space) {
            buffer[length++] = ' ';
        }
        buffer[length++] = character;
        space = false;
    }
    buffer[length] = '\0';
    return buffer;
}
