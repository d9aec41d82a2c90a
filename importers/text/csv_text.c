#include <string.h>

#include "importers/text/csv_private.h"

bool csv_line_is_blank(const struct text_line *line)
{
    for (size_t i = 0; i < line->length; i++) {
        if (!strchr(" \t\r\n", line->text[i]) || line->text[i] == '\0') {
            return false;
        }
    }
    return true;
}

void csv_line_end_normalise(struct text_line *line)
{
    size_t length = line->length;
    if (length >= 2 && line->text[length - 1] == '\n' && line->text[length - 2] == '\r') {
        line->text[length - 2] = '\n';
        line->length--;
    } else if (length >= 1 && line->text[length - 1] == '\r') {
        line->length--;
    }
}

bool csv_line_is_plain(const struct text_line *line)
{
    size_t length = line->length;
    if (length > 0 && line->text[length - 1] == '\n') {
        length--;
    }
    bool plain = true;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)line->text[i];
        plain &= byte >= 0x20 && byte < 0x7f;
    }
    return plain;
}

/* What a byte that is not UTF-8 would be in the code page that Windows programs write. */
static char *byte_mend(char byte)
{
    g_autofree char *letter = g_convert(&byte, 1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
    if (!letter) {
        return NULL;
    }
    return g_strdup_printf("it would be %s in Windows-1252: save the file as CSV UTF-8", letter);
}

void csv_line_text_check(struct csv_reading *reading, const struct text_line *line)
{
    const char *nul = memchr(line->text, '\0', line->length);
    if (nul && !reading->flaw.is_there) {
        csv_flaw_note(reading, ISSUE_NUL_BYTE, SIZE_MAX);
        reading->flaw.mend =
            g_strdup_printf("byte %" G_GINT64_FORMAT " of the file is NUL: %s",
                            line->offset + (nul - line->text) + 1, issue_code_mend(ISSUE_NUL_BYTE));
    }
    const char *bad = NULL;
    if (nul || g_utf8_validate_len(line->text, line->length, &bad) || reading->flaw.is_there) {
        return;
    }
    csv_flaw_note(reading, ISSUE_NOT_UTF8, SIZE_MAX);
    g_autofree char *mend = byte_mend(*bad);
    reading->flaw.found = g_strndup(bad, 1);
    reading->flaw.mend =
        g_strdup_printf("byte %" G_GINT64_FORMAT " of the file is 0x%02X; %s",
                        line->offset + (bad - line->text) + 1, (unsigned)(unsigned char)*bad,
                        mend ? mend : issue_code_mend(ISSUE_NOT_UTF8));
}

void csv_quote_flaw(struct csv_reading *reading, const struct text_line *line, size_t at)
{
    csv_flaw_clear(&reading->flaw);
    csv_flaw_note(reading, ISSUE_BAD_QUOTES, reading->field);
    size_t begin = at;
    while (begin > 0 && line->text[begin - 1] != ',') {
        begin--;
    }
    size_t end = MIN(at + 1, line->length);
    if (csv_field_column(reading, reading->field) >= 0) {
        reading->flaw.found = g_strndup(line->text + begin, end - begin);
    }
}

void csv_broken_flaw(struct csv_reading *reading, enum issue_code code)
{
    csv_flaw_clear(&reading->flaw);
    csv_flaw_note(reading, code, code == ISSUE_RECORD_TOO_LONG ? SIZE_MAX : reading->field);
}

bool csv_line_ends_check(struct csv_reading *reading, const struct text_line *line)
{
    const char *cr = memchr(line->text, '\r', line->length);
    if (!cr || reading->heading_done) {
        return true;
    }
    g_autofree char *found = g_strndup(line->text, (size_t)(cr - line->text) + 1);
    csv_issue_add(reading, 1, NULL, 0, ISSUE_LINE_ENDS, found, NULL, NULL);
    return false;
}

bool csv_start_check(struct csv_reading *reading, struct text_line *line)
{
    if (line->length >= 3 && memcmp(line->text, "\xEF\xBB\xBF", 3) == 0) {
        line->text += 3;
        line->length -= 3;
        line->offset += 3;
        return true;
    }
    if (line->length >= 2 &&
        (memcmp(line->text, "\xFF\xFE", 2) == 0 || memcmp(line->text, "\xFE\xFF", 2) == 0)) {
        g_autofree char *found = g_strndup(line->text, 2);
        csv_issue_add(reading, 1, NULL, 0, ISSUE_NOT_UTF8, found, NULL,
                      "this is UTF-16: save the file as CSV UTF-8");
        return false;
    }
    return true;
}
