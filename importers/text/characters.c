#include "importers/text/characters.h"

static bool is_noncharacter(gunichar character)
{
    return (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
}

bool character_is_refused(gunichar character)
{
    bool turns = (character >= 0x202a && character <= 0x202e) ||
                 (character >= 0x2066 && character <= 0x2069);
    return g_unichar_iscntrl(character) || turns || character == 0x2028 || character == 0x2029 ||
           character == 0xfeff || is_noncharacter(character);
}

gunichar text_refused_character(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (character_is_refused(g_utf8_get_char(at))) {
            return g_utf8_get_char(at);
        }
    }
    return 0;
}

bool text_is_blank(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isspace(character) && !g_unichar_iszerowidth(character)) {
            return false;
        }
    }
    return true;
}
