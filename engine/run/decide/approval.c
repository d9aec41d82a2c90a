#include "engine/run/decide/approval.h"

#include <pwd.h>
#include <string.h>

enum { TEXT_CHARACTERS_MAX = 200 };

/* What does not show, or moves what does: names that look alike would pass for two. */
static bool has_hidden_characters(const char *text)
{
    bool hidden = false;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        GUnicodeType type = g_unichar_type(c);
        hidden |= !g_unichar_isprint(c) || type == G_UNICODE_PRIVATE_USE ||
                  type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
    }
    return hidden;
}

/* Letters without ink. */
static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0x2800 || c == 0x115F || c == 0x1160 || c == 0x3164 ||
           c == 0xFFA0;
}

/* Without spaces at its ends, whatever kind of space. */
static char *trim(const char *text)
{
    while (*text && is_blank(g_utf8_get_char(text))) {
        text = g_utf8_next_char(text);
    }
    const char *end = text + strlen(text);
    while (end > text && is_blank(g_utf8_get_char(g_utf8_prev_char(end)))) {
        end = g_utf8_prev_char(end);
    }
    return g_strndup(text, (gsize)(end - text));
}

char *approval_text(const char *option, const char *text, GError **error)
{
    if (!text || !g_utf8_validate(text, -1, NULL)) {
        run_error_set(error, RUN_ERROR_USAGE, text ? "%s is not UTF-8" : "%s is missing", option);
        return NULL;
    }
    g_autofree char *trimmed = trim(text);
    if (!trimmed[0] || has_hidden_characters(trimmed) ||
        g_utf8_strlen(trimmed, -1) > TEXT_CHARACTERS_MAX) {
        run_error_set(error, RUN_ERROR_USAGE,
                      "%s takes one line of 1 to %d characters, none of them a control character "
                      "or one that does not show",
                      option, (int)TEXT_CHARACTERS_MAX);
        return NULL;
    }
    return g_steal_pointer(&trimmed);
}

/* Letters of other scripts, and of this one, that look like a letter of a login. */
static const struct {
    char letter;
    const char *alike;
} lookalikes[] = {
    {'a', "АаΑαɑᴀᎪ"}, {'b', "ВвΒʙᏴ"},  {'c', "СсϹϲᴄᏟ"},    {'d', "ԁԀᴅđĐᎠ"},    {'e', "ЕеΕεᴇᎬ"},
    {'f', "Ϝғ"},      {'g', "ɡɢԌᏀ"},   {'h', "НнҺһΗħհʜᎻ"}, {'i', "ІіΙιıɩɪӀӏ"}, {'j', "ЈјȷᴊᎫ"},
    {'k', "КкΚκᴋᏦ"},  {'l', "łŁʟᏞ"},   {'m', "МмΜᴍᎷ"},     {'n', "ΝηոɴПп"},    {'o', "ОоΟοՕօøØᴏ"},
    {'p', "РрΡρᴘᏢ"},  {'q', "Ԛԛ"},     {'r', "ʀᎡг"},       {'s', "ЅѕꜱՏᏚ"},     {'t', "ТтΤτŧŦᴛᎢ"},
    {'u', "υսՍᴜ"},    {'v', "ѴѵνʋᴠᏙ"}, {'w', "ԜԝωᴡᎳ"},     {'x', "ХхΧχ"},      {'y', "УуҮүΥγʏ"},
    {'z', "ΖᴢᏃ"},
};

static gunichar letter_seen(gunichar c)
{
    for (size_t i = 0; c >= 0x80 && i < G_N_ELEMENTS(lookalikes); i++) {
        if (g_utf8_strchr(lookalikes[i].alike, -1, c)) {
            return (gunichar)lookalikes[i].letter;
        }
    }
    return c;
}

/* What a reader may take for the same: letters and digits alone, without marks, spaces and capitals;
 * those that look alike are one. */
static char *name_fold(const char *name)
{
    g_autofree char *apart = g_utf8_normalize(name, -1, G_NORMALIZE_ALL);
    g_autoptr(GString) seen = g_string_new(NULL);
    for (const char *at = apart ? apart : name; *at; at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c) && !is_blank(c)) {
            g_string_append_unichar(seen, letter_seen(c));
        }
    }
    char *folded = g_utf8_casefold(seen->str, -1);
    g_strdelimit(folded, "i1", 'l');
    g_strdelimit(folded, "0", 'o');
    return folded;
}

static bool same_name(const char *one, const char *other)
{
    g_autofree char *one_folded = name_fold(one);
    g_autofree char *other_folded = name_fold(other);
    return strcmp(one_folded, other_folded) == 0;
}

bool approval_is_of(const char *name, const char *login)
{
    const struct passwd *user = getpwnam(login);
    /* The account's full name is the first part of its comment. */
    g_autofree char *gecos = g_utf8_make_valid(user && user->pw_gecos ? user->pw_gecos : "", -1);
    gecos[strcspn(gecos, ",")] = '\0';
    return same_name(name, login) || (gecos[0] && same_name(name, gecos));
}

bool approval_read(const char *approved_by, struct approval *ret_approval, GError **error)
{
    ret_approval->approved_by = approval_text("--approved-by", approved_by, error);
    if (!ret_approval->approved_by) {
        return false;
    }
    ret_approval->prepared_by = run_login(error);
    if (!ret_approval->prepared_by) {
        return false;
    }
    if (approval_is_of(ret_approval->approved_by, ret_approval->prepared_by)) {
        return run_error_set(
            error, RUN_ERROR_USAGE,
            "--approved-by %s: you prepare this yourself; somebody else has to approve it",
            ret_approval->approved_by);
    }
    return true;
}

void approval_clear(approval *approval)
{
    g_free(approval->prepared_by);
    g_free(approval->approved_by);
    *approval = (struct approval){0};
}
