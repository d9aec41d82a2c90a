#include "importers/csv.h"

#include <string.h>

#include "engine/core/check.h"
#include "importers/csv_private.h"

/* ---- lines --------------------------------------------------------------------------------------- */

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

/* After a broken record: reports it and goes on behind the line on which it starts, for what
 * looked like its other lines may be records of their own. False: there is no going on. */
static bool broken_record_finish(struct csv_reading *reading, struct lines *lines,
                                 uint32_t *rewinds)
{
    csv_flaw_report(reading);
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
    size_t parsed = csv_parse(&reading->parser, line->text, line->length, csv_field_take,
                              csv_record_end, reading);
    if (parsed < line->length) {
        /* Over more lines than one, what is wrong is most likely the quotation mark before. */
        if (reading->record_line < reading->line) {
            csv_broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        } else {
            csv_quote_flaw(reading, line, parsed);
        }
        return false;
    }
    if (!reading->ended && reading->record_bytes > CSV_RECORD_BYTES_MAX) {
        csv_broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        return false;
    }
    return true;
}

static bool line_begin(struct csv_reading *reading, struct line *line)
{
    reading->line++;
    int64_t after = line->offset + (int64_t)line->length;
    csv_line_end_normalise(line);
    if (!reading->open && csv_line_is_blank(line)) {
        return false;
    }
    if (reading->open) {
        reading->plain = false; /* a value has a line break */
    } else {
        csv_record_begin(reading);
        reading->after_first_line = after;
        reading->open = true;
    }
    reading->record_bytes += line->length;
    if (!csv_line_is_plain(line)) {
        reading->plain = false;
        csv_line_text_check(reading, line);
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
        if (line.offset == 0 && !csv_start_check(reading, &line)) {
            return true;
        }
        if (!line_begin(reading, &line)) {
            continue;
        }
        if (!csv_line_ends_check(reading, &line)) {
            return true;
        }
        bool whole = !line.cut;
        if (line.cut) {
            csv_broken_flaw(reading, ISSUE_RECORD_TOO_LONG);
        }
        whole = whole && line_parse(reading, &line);
        if (!whole && !broken_record_finish(reading, lines, &rewinds)) {
            return true;
        }
        if (whole && reading->ended && !csv_record_finish(reading, take, user_data, error)) {
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
    if (csv_fini(&reading->parser, csv_field_take, csv_record_end, reading) != 0) {
        csv_broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        *ret_again = broken_record_finish(reading, lines, &rewinds);
        return true;
    }
    return !reading->ended || csv_record_finish(reading, take, user_data, error) || *error == NULL;
}

static void reading_clear(struct csv_reading *reading)
{
    csv_free(&reading->parser);
    csv_flaw_clear(&reading->flaw);
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
        csv_issue_add(reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, lines_failure(lines), NULL, NULL);
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
        csv_issue_add(&reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, reason, NULL, NULL);
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
        csv_issue_add(&reading, 1, NULL, 0, ISSUE_EMPTY_FILE, "", NULL, NULL);
    }
    lines_sha256(lines, ret_summary->sha256);
    reading_clear(&reading);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    return done;
}
