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
    struct issue issue = {.place = *place,
                          .code = code,
                          .found = issue_escape(texts, found ? found : ""),
                          .expected =
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
    issues->causes = g_array_new(FALSE, FALSE, sizeof(struct issue_cause));
    issues->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    issues->texts = g_string_chunk_new(1024);
    return issues;
}

void issues_free(struct issues *issues)
{
    if (issues) {
        g_array_unref(issues->listed);
        g_array_unref(issues->causes);
        g_hash_table_unref(issues->places);
        g_string_chunk_free(issues->texts);
        g_free(issues);
    }
}

/* ---- causes --------------------------------------------------------------------------------------- */

enum { CAUSES_MAX = 500, CAUSE_LISTED = 3, COLUMNS_MAX = 20 };

/* Of these the file as a whole is the cause, whichever columns show it. */
static bool is_of_file(const char *code)
{
    static const enum issue_code codes[] = {ISSUE_NOT_UTF8, ISSUE_NUL_BYTE, ISSUE_MISSING_COLUMN};
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (strcmp(issue_texts[codes[i]].name, code) == 0) {
            return true;
        }
    }
    return false;
}

static void cause_key(char *key, size_t size, uint32_t order, const char *file, const char *column,
                      const char *code)
{
    g_snprintf(key, size, "%u/%s/%s/%s", order, code, is_of_file(code) || !column ? "-" : column,
               file);
}

/* Beyond so many, which nobody reads, all are one. */
static guint cause_find(struct issues *issues, const struct issue_place *place, const char *code)
{
    enum { KEY_SIZE = 300 };
    char key[KEY_SIZE];
    void *found = NULL;
    cause_key(key, sizeof key, place->order, place->file, place->column, code);
    if (g_hash_table_lookup_extended(issues->places, key, NULL, &found)) {
        return GPOINTER_TO_UINT(found);
    }
    if (issues->causes->len == CAUSES_MAX) {
        return CAUSES_MAX - 1;
    }
    const struct issue_cause cause = {
        .file = g_string_chunk_insert_const(issues->texts, place->file),
        .order = place->order,
        .column = g_string_chunk_insert_const(issues->texts, place->column ? place->column : "-"),
        .code = code};
    g_array_append_val(issues->causes, cause);
    g_hash_table_insert(issues->places, g_strdup(key), GUINT_TO_POINTER(issues->causes->len - 1));
    return issues->causes->len - 1;
}

/* Counts one; whether it is listed too. */
static bool issue_count(struct issues *issues, const struct issue_place *place, const char *code,
                        guint *ret_cause)
{
    *ret_cause = cause_find(issues, place, code);
    struct issue_cause *cause = &g_array_index(issues->causes, struct issue_cause, *ret_cause);
    const bool first = cause->count++ < CAUSE_LISTED;
    return issues->count++ < ISSUES_LISTED_MAX || first;
}

void issues_add(struct issues *issues, const struct issue_place *place, enum issue_code code,
                const char *found, const char *expected, const char *mend, uint32_t *ret_index)
{
    guint cause = 0;
    const bool listed = issue_count(issues, place, issue_texts[code].name, &cause);
    if (ret_index) {
        *ret_index = listed ? issues->listed->len : UINT32_MAX;
    }
    if (listed) {
        struct issue issue = issue_compose(issues->texts, place, code, found, expected, mend);
        issue.cause = cause;
        g_array_append_val(issues->listed, issue);
    }
}

static bool cause_is(const struct issue_cause *cause, uint32_t order, const char *column,
                     enum issue_code code)
{
    return cause->order == order && strcmp(cause->column, column) == 0 &&
           strcmp(cause->code, issue_texts[code].name) == 0;
}

void issues_tell(struct issues *issues, uint32_t order, const char *column, enum issue_code code,
                 const char *told, issue_mender mend, int how)
{
    const char *name = issue_texts[code].name;
    for (guint i = 0; i < issues->causes->len; i++) {
        struct issue_cause *cause = &g_array_index(issues->causes, struct issue_cause, i);
        if (cause_is(cause, order, column, code)) {
            cause->told = g_string_chunk_insert(issues->texts, told);
        }
    }
    for (guint i = 0; i < issues->listed->len; i++) {
        struct issue *issue = &g_array_index(issues->listed, struct issue, i);
        const bool concerned = issue->place.order == order && strcmp(issue->code, name) == 0 &&
                               strcmp(issue->place.column, column) == 0;
        const char *better = concerned && mend ? mend(issues->texts, issue, how) : NULL;
        issue->expected = better ? better : issue->expected;
    }
}

void issues_count_as(struct issues *issues, uint32_t order, const char *column,
                     enum issue_code code, const char *counted)
{
    for (guint i = 0; i < issues->causes->len; i++) {
        struct issue_cause *cause = &g_array_index(issues->causes, struct issue_cause, i);
        if (cause_is(cause, order, column, code)) {
            cause->counted = g_string_chunk_insert(issues->texts, counted);
        }
    }
}

uint32_t issues_withdraw(struct issues *issues, enum issue_code code)
{
    const char *name = issue_texts[code].name;
    uint32_t count = 0;
    for (guint i = issues->listed->len; i > 0; i--) {
        if (strcmp(issues_at(issues, i - 1)->code, name) == 0) {
            g_array_remove_index(issues->listed, i - 1);
        }
    }
    for (guint i = 0; i < issues->causes->len; i++) {
        struct issue_cause *cause = &g_array_index(issues->causes, struct issue_cause, i);
        if (strcmp(cause->code, name) == 0) {
            count += cause->count;
            cause->count = 0;
        }
    }
    issues->count -= count;
    return count;
}

bool issues_have(const struct issues *issues, uint32_t order)
{
    for (guint i = 0; i < issues->causes->len; i++) {
        const struct issue_cause *cause = &g_array_index(issues->causes, struct issue_cause, i);
        if (cause->order == order && cause->count > 0) {
            return true;
        }
    }
    return false;
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
    guint cause = 0;
    if (issue_count(issues, place, code, &cause)) {
        struct issue issue = issue_of(issues->texts, place, code, found, text, "");
        issue.cause = cause;
        g_array_append_val(issues->listed, issue);
    }
}

static int issue_compare(const void *left, const void *right)
{
    const struct issue_place *a = &((const struct issue *)left)->place;
    const struct issue_place *b = &((const struct issue *)right)->place;
    int order = (a->order > b->order) - (a->order < b->order);
    order = order ? order : strcmp(a->file, b->file);
    order = order ? order : (a->line > b->line) - (a->line < b->line);
    return order ? order : (a->position > b->position) - (a->position < b->position);
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

/* ---- all of them ---------------------------------------------------------------------------------- */

/* Adds a text to a list of so many at most, where it has not got it; whether there was room. */
static bool few_add(GPtrArray *few, guint most, const char *text)
{
    if (g_ptr_array_find_with_equal_func(few, text, g_str_equal, NULL)) {
        return true;
    }
    if (few->len == most) {
        return false;
    }
    g_ptr_array_add(few, (char *)text);
    return true;
}

static void few_append(GString *text, const GPtrArray *few, bool more, const char *quote)
{
    for (guint i = 0; i < few->len; i++) {
        g_string_append_printf(text, "%s%s%s%s", i > 0 ? ", " : "", quote,
                               (const char *)g_ptr_array_index(few, i), quote);
    }
    g_string_append(text, more ? " …" : "");
}

/* "appointments.csv, start: 57 rows (lines 2, 3, 4 …): BAD_INSTANT "noon", "1pm": expected …; …" Where each
 * is told something else, what is told of the first. */
static void cause_append(GString *text, const struct issues *issues, guint place)
{
    const struct issue_cause *cause = &g_array_index(issues->causes, struct issue_cause, place);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_autoptr(GPtrArray) columns = g_ptr_array_new();
    g_autoptr(GStringChunk) texts = g_string_chunk_new(64);
    const struct issue *first = NULL;
    bool more_found = false;
    bool more_columns = false;
    bool alike = true;
    for (guint i = 0; i < issues->listed->len; i++) {
        const struct issue *issue = issues_at(issues, i);
        if (issue->cause == place) {
            first = first ? first : issue;
            alike = alike && strcmp(issue->expected, first->expected) == 0;
            few_add(
                lines, CAUSE_LISTED,
                g_string_chunk_insert_const(texts, issue_print(texts, "%u", issue->place.line)));
            more_found |= *issue->found && !few_add(found, CAUSE_LISTED, issue->found);
            more_columns |= !few_add(columns, COLUMNS_MAX, issue->place.column);
        }
    }
    CHECK(first);
    g_string_append_printf(text, "%s, ", cause->file);
    few_append(text, columns, more_columns, "");
    const char *counted =
        cause->counted ? cause->counted : issue_print(texts, "%u times", cause->count);
    g_string_append_printf(text, ": %s (line%s ", counted, lines->len == 1 ? "" : "s");
    few_append(text, lines, cause->count > lines->len && lines->len == CAUSE_LISTED, "");
    g_string_append_printf(text, "): %s", cause->code);
    /* What is told of dates has one of them already. */
    if (found->len > 0 &&
        !(cause->told && strcmp(cause->code, issue_texts[ISSUE_AMBIGUOUS_FORMAT].name) == 0)) {
        g_string_append_c(text, ' ');
        few_append(text, found, more_found, "\"");
    }
    g_string_append_printf(text, ": %s%s\n",
                           cause->told ? ""
                           : alike     ? "expected "
                                       : "the first: expected ",
                           cause->told ? cause->told : first->expected);
}

const char *issue_told(const struct issues *issues, const struct issue *issue)
{
    return g_array_index(issues->causes, struct issue_cause, issue->cause).told;
}

static void causes_append(GString *text, const struct issues *issues)
{
    g_autofree bool *done = g_new0(bool, issues->causes->len);
    for (guint i = 0; i < issues->listed->len; i++) {
        const struct issue *issue = issues_at(issues, i);
        const struct issue_cause *cause =
            &g_array_index(issues->causes, struct issue_cause, issue->cause);
        if (!done[issue->cause] && cause->count > 1) {
            cause_append(text, issues, issue->cause);
        } else if (!done[issue->cause]) {
            g_autofree char *line = issue_line(issue);
            g_string_append_printf(text, "%s%s%s\n", line, cause->told ? "; " : "",
                                   cause->told ? cause->told : "");
        }
        done[issue->cause] = true;
    }
}

char *issues_text(struct issues *issues, bool every, const char *consequence)
{
    const uint32_t count = issues->count;
    uint32_t causes = 0;
    GString *text = g_string_new(NULL);
    issues_sort(issues);
    for (guint i = 0; i < issues->causes->len; i++) {
        causes += g_array_index(issues->causes, struct issue_cause, i).count > 0;
    }
    for (guint i = 0; every && i < issues->listed->len; i++) {
        g_autofree char *line = issue_line(issues_at(issues, i));
        g_string_append_printf(text, "%s\n", line);
    }
    if (every && count > issues->listed->len) {
        g_string_append_printf(text, "and %u more\n", count - issues->listed->len);
    }
    if (!every) {
        causes_append(text, issues);
    }
    g_string_append_printf(text, "%u error%s", count, count == 1 ? "" : "s");
    if (!every && causes < count) {
        g_string_append_printf(text, " of %u kind%s, --every lists each", causes,
                               causes == 1 ? "" : "s");
    }
    g_string_append_printf(text, "; %s", consequence);
    return g_string_free(text, FALSE);
}
