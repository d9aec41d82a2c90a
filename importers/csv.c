#include "importers/csv.h"

#include <csv.h>
#include <string.h>

#include "engine/core/check.h"
#include "importers/lines.h"
#include "importers/near.h"

enum {
    UNUSED_COLUMN = -1,
    REWINDS_MAX = 1000, /* going back for each of more broken records would take too long */
    NAME_BYTES_MAX = 60
};

/* What is wrong with a record; the first of it counts. */
struct flaw {
    bool is_there;
    enum issue_code code;
    size_t field;   /* SIZE_MAX: none */
    char *found;    /* of a column that is used; else NULL */
    char *expected; /* or NULL */
    char *mend;     /* or NULL */
};

struct csv_reading {
    const struct csv_format *format;
    struct issues *issues;
    struct csv_parser parser;
    struct csv_summary *summary;

    bool heading_done;
    GPtrArray *headings;   /* as the file has them */
    GArray *field_columns; /* int: for each field its column, or UNUSED_COLUMN */
    uint32_t positions[CSV_COLUMNS_MAX];

    uint32_t line; /* of the physical line last read */

    /* the record being read */
    bool open; /* it goes on on the next line */
    bool ended;
    uint32_t record_line;
    int64_t after_first_line; /* the offset behind the line on which it starts */
    size_t record_bytes;
    size_t field;
    bool plain;
    bool blank;
    struct flaw flaw;
    GString *cells; /* the values one after another, each with its NUL */
    size_t starts[CSV_COLUMNS_MAX];
    const char *values[CSV_COLUMNS_MAX];
    GPtrArray *normalised; /* values that had to be changed to NFC */
};

/* ---- places and headings ------------------------------------------------------------------------- */

static int field_column(const struct csv_reading *reading, size_t field)
{
    bool known = reading->heading_done && field < reading->field_columns->len;
    return known ? g_array_index(reading->field_columns, int, field) : UNUSED_COLUMN;
}

static void issue_add(struct csv_reading *reading, uint32_t line, const char *column,
                      uint32_t position, enum issue_code code, const char *found,
                      const char *expected, const char *mend)
{
    struct issue_place place = {reading->format->file, reading->format->order, line, column,
                                position};
    issues_add(reading->issues, &place, code, found, expected, mend);
    reading->summary->incomplete = true; /* nothing that is wrong with the CSV is handed on */
}

/* A heading as it may be shown: one line, not too long. */
static char *heading_shown(const struct csv_reading *reading, size_t field)
{
    const char *heading = g_ptr_array_index(reading->headings, field);
    if (*heading == '\0') {
        return g_strdup_printf("column %zu", field + 1);
    }
    return issue_escape(heading, strlen(heading));
}

static int column_find(const struct csv_format *format, const char *heading)
{
    for (size_t i = 0; i < format->column_count; i++) {
        if (strcmp(format->columns[i].name, heading) == 0) {
            return (int)i;
        }
    }
    return UNUSED_COLUMN;
}

/* The field whose heading is that of an absent column but for capitals, spaces and hyphens. */
static size_t misspelt_find(const struct csv_reading *reading, const char *name)
{
    for (size_t field = 0; field < reading->headings->len; field++) {
        if (g_array_index(reading->field_columns, int, field) == UNUSED_COLUMN &&
            near_same(g_ptr_array_index(reading->headings, field), name)) {
            return field;
        }
    }
    return SIZE_MAX;
}

static void absent_column_report(struct csv_reading *reading, size_t column, const char *near)
{
    const struct csv_column *absent = &reading->format->columns[column];
    if (!absent->required) {
        return;
    }
    g_autofree char *mend = near ? g_strdup_printf("is it the column %s? Rename it", near) : NULL;
    issue_add(reading, reading->record_line, absent->name, (uint32_t)(CSV_COLUMNS_MAX + column),
              ISSUE_MISSING_COLUMN, "", NULL, mend);
}

/* Finds each column of the format among the headings. */
static void columns_place(struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t field = 0; field < reading->headings->len; field++) {
        const char *heading = g_ptr_array_index(reading->headings, field);
        int column = column_find(format, heading);
        if (column >= 0 && reading->positions[column] != 0) {
            g_autofree char *expected = g_strdup_printf("each heading once; this is also column %u",
                                                        reading->positions[column]);
            issue_add(reading, reading->record_line, heading, (uint32_t)field + 1,
                      ISSUE_DUPLICATE_COLUMN, heading, expected, NULL);
            column = UNUSED_COLUMN;
        } else if (column >= 0) {
            reading->positions[column] = (uint32_t)field + 1;
        }
        g_array_append_val(reading->field_columns, column);
    }
}

/* Columns that are not there: an error where they must be, or where another spelling is. */
static void columns_absent_check(struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t column = 0; column < format->column_count; column++) {
        if (reading->positions[column] != 0) {
            continue;
        }
        const char *name = format->columns[column].name;
        size_t field = misspelt_find(reading, name);
        if (field != SIZE_MAX) {
            g_autofree char *mend = g_strdup_printf("write %s", name);
            g_autofree char *shown = heading_shown(reading, field);
            issue_add(reading, reading->record_line, shown, (uint32_t)field + 1,
                      ISSUE_MISSPELT_COLUMN, g_ptr_array_index(reading->headings, field), NULL,
                      mend);
        } else {
            const char *const *words = (const char *const *)reading->headings->pdata;
            absent_column_report(reading, column, near_find(name, words, reading->headings->len));
        }
    }
}

static void unused_columns_note(struct csv_reading *reading)
{
    GString *names = g_string_new(NULL);
    for (size_t field = 0; field < reading->headings->len; field++) {
        if (g_array_index(reading->field_columns, int, field) == UNUSED_COLUMN) {
            g_autofree char *shown = heading_shown(reading, field);
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", shown);
        }
    }
    reading->summary->unused_columns = g_string_free(names, FALSE);
}

/* False: the rows cannot be read by these headings. */
static bool heading_finish(struct csv_reading *reading)
{
    uint32_t before = issues_count(reading->issues);
    const char *first = g_ptr_array_index(reading->headings, 0);
    if (reading->headings->len == 1 && strpbrk(first, ";\t|")) {
        issue_add(reading, reading->record_line, NULL, 0, ISSUE_WRONG_DELIMITER, first, NULL, NULL);
        return false;
    }
    columns_place(reading);
    columns_absent_check(reading);
    unused_columns_note(reading);
    reading->heading_done = true;
    return issues_count(reading->issues) == before;
}

/* ---- records ------------------------------------------------------------------------------------- */

static void flaw_clear(struct flaw *flaw)
{
    g_free(flaw->found);
    g_free(flaw->expected);
    g_free(flaw->mend);
    *flaw = (struct flaw){.field = SIZE_MAX};
}

static void flaw_note(struct csv_reading *reading, enum issue_code code, size_t field)
{
    if (!reading->flaw.is_there) {
        reading->flaw.is_there = true;
        reading->flaw.code = code;
        reading->flaw.field = field;
    }
}

static void flaw_report(struct csv_reading *reading)
{
    const struct flaw *flaw = &reading->flaw;
    size_t field = flaw->field;
    bool named = reading->heading_done && field < reading->headings->len;
    g_autofree char *column = named ? heading_shown(reading, field) : NULL;
    issue_add(reading, reading->record_line, column, (uint32_t)field + 1, flaw->code, flaw->found,
              flaw->expected, flaw->mend);
}

static void record_begin(struct csv_reading *reading)
{
    reading->ended = false;
    reading->record_line = reading->line;
    reading->record_bytes = 0;
    reading->field = 0;
    reading->plain = true;
    reading->blank = true;
    flaw_clear(&reading->flaw);
    /* The first byte is the "" of every column that the file lacks. */
    g_string_truncate(reading->cells, 0);
    g_string_append_c(reading->cells, '\0');
    memset(reading->starts, 0, sizeof reading->starts);
    g_ptr_array_set_size(reading->normalised, 0);
}

/* The cell in which the line's bad byte is. */
static void flaw_locate(struct csv_reading *reading, const char *text, size_t length, int column)
{
    struct flaw *flaw = &reading->flaw;
    bool here = flaw->code == ISSUE_NUL_BYTE ? memchr(text, '\0', length) != NULL
                                             : !g_utf8_validate_len(text, length, NULL);
    if (here) {
        flaw->field = reading->field;
        if (column >= 0) {
            g_free(flaw->found);
            flaw->found = g_strndup(text, length);
        }
    }
}

static void field_take(void *cell, size_t length, void *user_data)
{
    struct csv_reading *reading = user_data;
    const char *text = cell ? cell : "";
    int column = field_column(reading, reading->field);
    if (reading->flaw.is_there && reading->flaw.field == SIZE_MAX) {
        flaw_locate(reading, text, length, column);
    }
    if (!reading->heading_done) {
        g_ptr_array_add(reading->headings, g_strndup(text, length));
    } else if (column >= 0) {
        reading->starts[column] = reading->cells->len;
        g_string_append_len(reading->cells, text, (gssize)length);
        g_string_append_c(reading->cells, '\0');
    }
    reading->blank = reading->blank && length == 0;
    reading->field++;
}

static void record_end(int terminator, void *user_data)
{
    (void)terminator;
    struct csv_reading *reading = user_data;
    reading->ended = true;
}

/* CR is taken off line ends before libcsv sees them. */
static int is_line_end(unsigned char byte)
{
    return byte == '\n';
}

static void parser_begin(struct csv_parser *parser)
{
    int failed = csv_init(parser, CSV_STRICT | CSV_STRICT_FINI);
    CHECK(failed == 0);
    csv_set_term_func(parser, is_line_end);
}

static void parser_restart(struct csv_reading *reading)
{
    csv_free(&reading->parser);
    parser_begin(&reading->parser);
    reading->open = false;
}

static void values_point(struct csv_reading *reading)
{
    for (size_t column = 0; column < reading->format->column_count; column++) {
        const char *value = reading->cells->str + reading->starts[column];
        if (!reading->plain && !g_str_is_ascii(value)) {
            char *normal = g_utf8_normalize(value, -1, G_NORMALIZE_NFC);
            g_ptr_array_add(reading->normalised, normal);
            value = normal;
        }
        reading->values[column] = value;
    }
}

static void field_count_flaw(struct csv_reading *reading)
{
    size_t wanted = reading->headings->len;
    if (reading->field != wanted) {
        flaw_note(reading, ISSUE_FIELD_COUNT, SIZE_MAX);
        reading->flaw.found =
            g_strdup_printf("%zu value%s", reading->field, reading->field == 1 ? "" : "s");
        reading->flaw.expected = g_strdup_printf("%zu, as many as headings", wanted);
    }
}

/* Hands on a record that has ended. False stops: the headings are no good, or *error is set. */
static bool record_finish(struct csv_reading *reading, csv_record_function take, void *user_data,
                          GError **error)
{
    reading->open = false;
    if (!reading->heading_done) {
        if (reading->flaw.is_there) {
            flaw_report(reading);
            return false;
        }
        return heading_finish(reading);
    }
    if (reading->blank && !reading->flaw.is_there) {
        return true; /* a spreadsheet's row of nothing but commas */
    }
    reading->summary->record_count++;
    if (!reading->flaw.is_there) {
        field_count_flaw(reading);
    }
    if (reading->flaw.is_there) {
        flaw_report(reading);
        return true;
    }
    values_point(reading);
    struct csv_record record = {reading->record_line, reading->values, reading->positions,
                                reading->plain};
    return take(&record, user_data, error);
}

/* ---- lines --------------------------------------------------------------------------------------- */

static bool line_is_blank(const struct line *line)
{
    for (size_t i = 0; i < line->length; i++) {
        if (!strchr(" \t\r\n", line->text[i]) || line->text[i] == '\0') {
            return false;
        }
    }
    return true;
}

/* CRLF becomes LF. */
static void line_end_normalise(struct line *line)
{
    size_t length = line->length;
    if (length >= 2 && line->text[length - 1] == '\n' && line->text[length - 2] == '\r') {
        line->text[length - 2] = '\n';
        line->length--;
    } else if (length >= 1 && line->text[length - 1] == '\r') {
        line->length--;
    }
}

static bool line_is_plain(const struct line *line)
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

static void line_text_check(struct csv_reading *reading, const struct line *line)
{
    const char *nul = memchr(line->text, '\0', line->length);
    if (nul && !reading->flaw.is_there) {
        flaw_note(reading, ISSUE_NUL_BYTE, SIZE_MAX);
        reading->flaw.mend =
            g_strdup_printf("byte %" G_GINT64_FORMAT " of the file is NUL: %s",
                            line->offset + (nul - line->text) + 1, issue_code_mend(ISSUE_NUL_BYTE));
    }
    const char *bad = NULL;
    if (nul || g_utf8_validate_len(line->text, line->length, &bad) || reading->flaw.is_there) {
        return;
    }
    flaw_note(reading, ISSUE_NOT_UTF8, SIZE_MAX);
    g_autofree char *mend = byte_mend(*bad);
    reading->flaw.found = g_strndup(bad, 1);
    reading->flaw.mend =
        g_strdup_printf("byte %" G_GINT64_FORMAT " of the file is 0x%02X; %s",
                        line->offset + (bad - line->text) + 1, (unsigned)(unsigned char)*bad,
                        mend ? mend : issue_code_mend(ISSUE_NOT_UTF8));
}

/* The part of the field up to the byte that libcsv stopped at, unless the column is not read. */
static void quote_flaw(struct csv_reading *reading, const struct line *line, size_t at)
{
    flaw_clear(&reading->flaw);
    flaw_note(reading, ISSUE_BAD_QUOTES, reading->field);
    size_t begin = at;
    while (begin > 0 && line->text[begin - 1] != ',') {
        begin--;
    }
    size_t end = MIN(at + 1, line->length);
    if (field_column(reading, reading->field) >= 0) {
        reading->flaw.found = g_strndup(line->text + begin, end - begin);
    }
}

static void broken_flaw(struct csv_reading *reading, enum issue_code code)
{
    flaw_clear(&reading->flaw);
    flaw_note(reading, code, code == ISSUE_RECORD_TOO_LONG ? SIZE_MAX : reading->field);
}

/* After a broken record: reports it and goes on behind the line on which it starts, for what
 * looked like its other lines may be records of their own. False: there is no going on. */
static bool broken_record_finish(struct csv_reading *reading, struct lines *lines,
                                 uint32_t *rewinds)
{
    flaw_report(reading);
    parser_restart(reading);
    reading->summary->record_count++;
    if (!reading->heading_done) {
        return false;
    }
    if (reading->record_line < reading->line && (*rewinds)++ < REWINDS_MAX) {
        reading->line = reading->record_line;
        return lines_rewind(lines, reading->after_first_line);
    }
    return true;
}

/* Parses one physical line. False: the record is broken, reading->flaw says how. */
static bool line_parse(struct csv_reading *reading, const struct line *line)
{
    size_t parsed =
        csv_parse(&reading->parser, line->text, line->length, field_take, record_end, reading);
    if (parsed < line->length) {
        /* Over more lines than one, what is wrong is most likely the quotation mark before. */
        if (reading->record_line < reading->line) {
            broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        } else {
            quote_flaw(reading, line, parsed);
        }
        return false;
    }
    if (!reading->ended && reading->record_bytes > CSV_RECORD_BYTES_MAX) {
        broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        return false;
    }
    return true;
}

static bool line_begin(struct csv_reading *reading, struct line *line)
{
    reading->line++;
    int64_t after = line->offset + (int64_t)line->length;
    line_end_normalise(line);
    if (!reading->open && line_is_blank(line)) {
        return false;
    }
    if (reading->open) {
        reading->plain = false; /* a value has a line break */
    } else {
        record_begin(reading);
        reading->after_first_line = after;
        reading->open = true;
    }
    reading->record_bytes += line->length;
    if (!line_is_plain(line)) {
        reading->plain = false;
        line_text_check(reading, line);
    }
    return true;
}

/* A file with bare CRs has but one line. */
static bool line_ends_check(struct csv_reading *reading, const struct line *line)
{
    const char *cr = memchr(line->text, '\r', line->length);
    if (!cr || reading->heading_done) {
        return true;
    }
    g_autofree char *found = g_strndup(line->text, (size_t)(cr - line->text) + 1);
    issue_add(reading, 1, NULL, 0, ISSUE_LINE_ENDS, found, NULL, NULL);
    return false;
}

/* UTF-16 has a NUL in every other byte: one clear word instead of an error a line. */
static bool start_check(struct csv_reading *reading, struct line *line)
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
        issue_add(reading, 1, NULL, 0, ISSUE_NOT_UTF8, found, NULL,
                  "this is UTF-16: save the file as CSV UTF-8");
        return false;
    }
    return true;
}

/* ---- files --------------------------------------------------------------------------------------- */

static bool lines_read(struct csv_reading *reading, struct lines *lines, csv_record_function take,
                       void *user_data, GError **error)
{
    struct line line;
    uint32_t rewinds = 0;
    while (lines_next(lines, &line)) {
        if (line.offset == 0 && !start_check(reading, &line)) {
            return true;
        }
        if (!line_begin(reading, &line)) {
            continue;
        }
        if (!line_ends_check(reading, &line)) {
            return true;
        }
        bool whole = !line.cut;
        if (line.cut) {
            broken_flaw(reading, ISSUE_RECORD_TOO_LONG);
        }
        whole = whole && line_parse(reading, &line);
        if (!whole && !broken_record_finish(reading, lines, &rewinds)) {
            return true;
        }
        if (whole && reading->ended && !record_finish(reading, take, user_data, error)) {
            return *error == NULL;
        }
    }
    return true;
}

/* The last record may lack its line end, or its closing quotation mark. */
static bool end_read(struct csv_reading *reading, struct lines *lines, csv_record_function take,
                     void *user_data, bool *ret_again, GError **error)
{
    uint32_t rewinds = 0;
    *ret_again = false;
    if (!reading->open) {
        return true;
    }
    if (csv_fini(&reading->parser, field_take, record_end, reading) != 0) {
        broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        *ret_again = broken_record_finish(reading, lines, &rewinds);
        return true;
    }
    return !reading->ended || record_finish(reading, take, user_data, error) || *error == NULL;
}

static void reading_clear(struct csv_reading *reading)
{
    csv_free(&reading->parser);
    flaw_clear(&reading->flaw);
    g_ptr_array_unref(reading->headings);
    g_array_unref(reading->field_columns);
    g_string_free(reading->cells, TRUE);
    g_ptr_array_unref(reading->normalised);
}

static bool file_read(struct csv_reading *reading, struct lines *lines, csv_record_function take,
                      void *user_data, GError **error)
{
    bool again = true;
    bool done = true;
    for (uint32_t passes = 0; again && done && passes < REWINDS_MAX; passes++) {
        done = lines_read(reading, lines, take, user_data, error) &&
               end_read(reading, lines, take, user_data, &again, error);
    }
    if (done && lines_failure(lines)) {
        issue_add(reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, lines_failure(lines), NULL, NULL);
    }
    return done;
}

bool csv_file_read(const char *path, const struct csv_format *format, csv_record_function take,
                   void *user_data, struct issues *issues, struct csv_summary *ret_summary,
                   GError **error)
{
    CHECK(format->column_count <= CSV_COLUMNS_MAX);
    g_autoptr(GError) failure = NULL;
    struct csv_reading reading = {.format = format, .issues = issues, .summary = ret_summary};
    *ret_summary = (struct csv_summary){.record_count = 0};
    g_autofree char *reason = NULL;
    g_autoptr(lines) lines = lines_open(path, &reason);
    if (!lines) {
        issue_add(&reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, reason, NULL, NULL);
        return true;
    }
    parser_begin(&reading.parser);
    reading.flaw.field = SIZE_MAX;
    reading.headings = g_ptr_array_new_with_free_func(g_free);
    reading.field_columns = g_array_new(FALSE, FALSE, sizeof(int));
    reading.cells = g_string_sized_new(1024);
    reading.normalised = g_ptr_array_new_with_free_func(g_free);
    uint32_t before = issues_count(issues);
    bool done = file_read(&reading, lines, take, user_data, &failure);
    if (done && reading.headings->len == 0 && issues_count(issues) == before) {
        issue_add(&reading, 1, NULL, 0, ISSUE_EMPTY_FILE, "", NULL, NULL);
    }
    lines_sha256(lines, ret_summary->sha256);
    reading_clear(&reading);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    return done;
}
