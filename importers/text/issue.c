#include "importers/text/issue.h"

#include <string.h>

#include "engine/core/money.h"

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

const char *issue_print(GStringChunk *texts, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    return g_string_chunk_insert(texts, text);
}

const char *issue_near_mend(GStringChunk *texts, const char *near)
{
    return near ? issue_print(texts, "write %s", near) : NULL;
}

const char *issue_escape(GStringChunk *texts, const char *value)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t length = strlen(value);
    size_t at = 0;
    while (at < length && at < ISSUE_FOUND_BYTES) {
        at += character_append(text, value + at, length - at);
    }
    return issue_print(texts, "%s%s", text->str, at < length ? "…" : "");
}

const char *issue_mask(GStringChunk *texts, const char *value)
{
    enum { SHOWN = 3 };
    const bool valid = g_utf8_validate(value, -1, NULL);
    const glong length = valid ? g_utf8_strlen(value, -1) : (glong)strlen(value);
    const size_t bytes =
        valid && length > SHOWN ? (size_t)(g_utf8_offset_to_pointer(value, SHOWN) - value) : SHOWN;
    return length <= SHOWN ? issue_print(texts, "%s", value)
                           : issue_print(texts, "%.*s… (%ld %s)", (int)bytes, value, length,
                                         valid ? "characters" : "bytes");
}

static struct issue issue_of(GStringChunk *texts, const struct issue_place *place, const char *code,
                             const char *found, const char *expected, const char *mend)
{
    struct issue issue = {*place, code, issue_escape(texts, found ? found : ""),
                          issue_print(texts, "%s%s%s", expected, *mend ? "; " : "", mend)};
    issue.place.file = g_string_chunk_insert_const(texts, place->file);
    issue.place.column = g_string_chunk_insert_const(texts, place->column ? place->column : "-");
    issue.place.position = place->column ? place->position : 0;
    return issue;
}

struct issue issue_compose(GStringChunk *texts, const struct issue_place *place,
                           enum issue_code code, const char *found, const char *expected,
                           const char *mend)
{
    CHECK((unsigned)code < ISSUE_CODE_COUNT);
    const struct issue_text *text = &issue_texts[code];
    return issue_of(texts, place, text->name, found, expected ? expected : text->expected,
                    mend ? mend : text->mend);
}

struct issues *issues_new(void)
{
    struct issues *issues = g_new0(struct issues, 1);
    issues->listed = g_array_new(FALSE, FALSE, sizeof(struct issue));
    issues->texts = g_string_chunk_new(1024);
    return issues;
}

void issues_free(struct issues *issues)
{
    if (issues) {
        g_array_unref(issues->listed);
        g_string_chunk_free(issues->texts);
        g_free(issues);
    }
}

void issues_add(struct issues *issues, const struct issue_place *place, enum issue_code code,
                const char *found, const char *expected, const char *mend, uint32_t *ret_index)
{
    if (ret_index) {
        *ret_index = issues->count < ISSUES_LISTED_MAX ? issues->listed->len : UINT32_MAX;
    }
    if (issues->count++ < ISSUES_LISTED_MAX) {
        struct issue issue = issue_compose(issues->texts, place, code, found, expected, mend);
        g_array_append_val(issues->listed, issue);
    }
}

void issues_show(struct issues *issues, uint32_t index, const char *found)
{
    CHECK(index < issues->listed->len);
    g_array_index(issues->listed, struct issue, index).found = issue_escape(issues->texts, found);
}

void issues_add_foreign(struct issues *issues, const struct issue_place *place, const char *code,
                        const char *found, const char *expected_and_mend)
{
    const char *text = expected_and_mend;
    text += g_str_has_prefix(text, "expected ") ? strlen("expected ") : 0;
    if (issues->count++ < ISSUES_LISTED_MAX) {
        struct issue issue = issue_of(issues->texts, place, code, found, text, "");
        g_array_append_val(issues->listed, issue);
    }
}

static int number_compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int issue_compare(const void *left, const void *right)
{
    const struct issue_place *a = &((const struct issue *)left)->place;
    const struct issue_place *b = &((const struct issue *)right)->place;
    int order = number_compare(a->order, b->order);
    order = order ? order : strcmp(a->file, b->file);
    order = order ? order : number_compare(a->line, b->line);
    return order ? order : number_compare(a->position, b->position);
}

/* GLib's sort keeps the order of two at one place: as they were found. */
void issues_sort(struct issues *issues)
{
    g_array_sort(issues->listed, issue_compare);
}

const struct issue *issues_at(const struct issues *issues, uint32_t index)
{
    CHECK(index < issues->listed->len);
    return &g_array_index(issues->listed, struct issue, index);
}

char *issue_line(const struct issue *issue)
{
    const struct issue_place *place = &issue->place;
    return g_strdup_printf("%s:%u:%s: %s \"%s\": expected %s", place->file, place->line,
                           place->column, issue->code, issue->found, issue->expected);
}
