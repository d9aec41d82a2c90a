#include "importers/text/issue.h"

#include <string.h>

#include "engine/core/money.h"

struct issues {
    GPtrArray *listed;
    uint32_t count;
};

#define ISSUE_TEXT(code, expected, mend) {#code, expected, mend},
const struct issue_text issue_texts[ISSUE_CODE_COUNT] = {ISSUE_TABLE(ISSUE_TEXT)};

static bool is_invisible(gunichar character)
{
    return !g_unichar_isprint(character) || g_unichar_iszerowidth(character) ||
           (character != ' ' && g_unichar_isspace(character));
}

/* Appends one character, or one byte that begins none. Returns how many bytes it took. */
static size_t character_append(GString *text, const char *at, size_t length)
{
    gunichar character = g_utf8_get_char_validated(at, (gssize)length);
    if (character == (gunichar)-1 || character == (gunichar)-2) {
        g_string_append_printf(text, "\\x%02X", (unsigned)(unsigned char)*at);
        return 1;
    }
    size_t size = character == 0 ? 1 : (size_t)(g_utf8_next_char(at) - at);
    /* A combining mark is part of a letter; at the start it would join the quotation mark. */
    bool joins = g_unichar_ismark(character) && text->len > 0;
    if (character < 0x80 && (g_ascii_iscntrl((char)character))) {
        g_string_append_printf(text, "\\x%02X", (unsigned)character);
    } else if (character == '"' || character == '\\') {
        g_string_append_printf(text, "\\%c", (char)character);
    } else if (is_invisible(character) && !joins) {
        g_string_append_printf(text, "\\u{%X}", (unsigned)character);
    } else {
        g_string_append_len(text, at, (gssize)size);
    }
    return size;
}

char *issue_escape(const char *value, size_t length)
{
    GString *text = g_string_new(NULL);
    size_t at = 0;
    while (at < length && at < ISSUE_FOUND_BYTES) {
        at += character_append(text, value + at, length - at);
    }
    if (at < length) {
        g_string_append(text, "…");
    }
    return g_string_free(text, FALSE);
}

const char *issue_print(GStringChunk *texts, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    return g_string_chunk_insert(texts, text);
}

void issue_free(struct issue *issue)
{
    if (issue) {
        g_free(issue->file);
        g_free(issue->column);
        g_free(issue->found);
        g_free(issue->expected);
        g_free(issue);
    }
}

static struct issue *issue_at_place(const struct issue_place *place, const char *found)
{
    struct issue *issue = g_new0(struct issue, 1);
    issue->file = g_strdup(place->file);
    issue->order = place->order;
    issue->line = place->line;
    issue->column = g_strdup(place->column ? place->column : "-");
    issue->position = place->column ? place->position : 0;
    issue->found = found ? issue_escape(found, strlen(found)) : g_strdup("");
    return issue;
}

struct issue *issue_new(const struct issue_place *place, enum issue_code code, const char *found,
                        const char *expected, const char *mend)
{
    struct issue *issue = issue_at_place(place, found);
    CHECK((unsigned)code < ISSUE_CODE_COUNT);
    const struct issue_text *text = &issue_texts[code];
    expected = expected ? expected : text->expected;
    mend = mend ? mend : text->mend;
    issue->code = text->name;
    issue->expected = g_strconcat(expected, *mend ? "; " : "", mend, NULL);
    return issue;
}

struct issues *issues_new(void)
{
    struct issues *issues = g_new0(struct issues, 1);
    issues->listed = g_ptr_array_new_with_free_func((GDestroyNotify)issue_free);
    return issues;
}

void issues_free(struct issues *issues)
{
    if (issues) {
        g_ptr_array_unref(issues->listed);
        g_free(issues);
    }
}

void issues_take(struct issues *issues, struct issue *issue)
{
    issues->count++;
    if (issues->listed->len < ISSUES_LISTED_MAX) {
        g_ptr_array_add(issues->listed, issue);
    } else {
        issue_free(issue);
    }
}

void issues_add(struct issues *issues, const struct issue_place *place, enum issue_code code,
                const char *found, const char *expected, const char *mend)
{
    issues_take(issues, issue_new(place, code, found, expected, mend));
}

void issues_add_foreign(struct issues *issues, const struct issue_place *place, const char *code,
                        const char *found, const char *expected_and_mend)
{
    struct issue *issue = issue_at_place(place, found);
    issue->code = code;
    const char *text = expected_and_mend;
    text += g_str_has_prefix(text, "expected ") ? strlen("expected ") : 0;
    issue->expected = g_strdup(text);
    issues_take(issues, issue);
}

uint32_t issues_count(const struct issues *issues)
{
    return issues->count;
}

uint32_t issues_listed(const struct issues *issues)
{
    return issues->listed->len;
}

static int number_compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int issue_compare(const void *left, const void *right)
{
    const struct issue *a = *(const struct issue *const *)left;
    const struct issue *b = *(const struct issue *const *)right;
    int order = number_compare(a->order, b->order);
    order = order ? order : strcmp(a->file, b->file);
    order = order ? order : number_compare(a->line, b->line);
    return order ? order : number_compare(a->position, b->position);
}

/* GLib's sort keeps the order of two at one place: as they were found. */
void issues_sort(struct issues *issues)
{
    g_ptr_array_sort(issues->listed, issue_compare);
}

const struct issue *issues_at(const struct issues *issues, uint32_t index)
{
    CHECK(index < issues->listed->len);
    return g_ptr_array_index(issues->listed, index);
}

char *issue_line(const struct issue *issue)
{
    return g_strdup_printf("%s:%u:%s: %s \"%s\": expected %s", issue->file, issue->line,
                           issue->column, issue->code, issue->found, issue->expected);
}
