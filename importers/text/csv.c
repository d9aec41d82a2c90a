#include "importers/text/csv.h"

#include <string.h>

#include "engine/core/check.h"
#include "importers/text/csv_private.h"

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
static bool line_parse(struct csv_reading *reading, const struct text_line *line)
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

static bool line_begin(struct csv_reading *reading, struct text_line *line)
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

/* Up to the end, or to where there is no going on. */
static void lines_read(struct csv_reading *reading, struct lines *lines)
{
    struct text_line line;
    uint32_t rewinds = 0;
    while (lines_next(lines, &line)) {
        if (line.offset == 0 && !csv_start_check(reading, &line)) {
            return;
        }
        if (!line_begin(reading, &line)) {
            continue;
        }
        if (!csv_line_ends_check(reading, &line)) {
            return;
        }
        bool whole = !line.cut;
        if (line.cut) {
            csv_broken_flaw(reading, ISSUE_RECORD_TOO_LONG);
        }
        whole = whole && line_parse(reading, &line);
        if (!whole && !broken_record_finish(reading, lines, &rewinds)) {
            return;
        }
        if (whole && reading->ended && !csv_record_finish(reading)) {
            return;
        }
    }
}

/* The last record may lack its line end, or its closing quotation mark; true: then there are lines
 * to be read again. */
static bool end_read(struct csv_reading *reading, struct lines *lines)
{
    uint32_t rewinds = 0;
    if (!reading->open) {
        return false;
    }
    if (csv_fini(&reading->parser, csv_field_take, csv_record_end, reading) != 0) {
        csv_broken_flaw(reading, ISSUE_UNTERMINATED_QUOTE);
        return broken_record_finish(reading, lines, &rewinds);
    }
    if (reading->ended) {
        csv_record_finish(reading);
    }
    return false;
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

void csv_file_parse(struct csv_reading *reading, const char *path)
{
    g_autofree char *reason = NULL;
    g_autoptr(lines) lines = lines_open(path, &reason);
    if (!lines) {
        csv_issue_add(reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, reason, NULL, NULL);
        return;
    }
    parser_begin(&reading->parser);
    reading->flaw.field = SIZE_MAX;
    reading->headings = g_ptr_array_new_with_free_func(g_free);
    reading->field_columns = g_array_new(FALSE, FALSE, sizeof(int));
    reading->cells = g_string_sized_new(1024);
    reading->normalised = g_ptr_array_new_with_free_func(g_free);
    bool again = true;
    for (uint32_t passes = 0; again && passes < REWINDS_MAX; passes++) {
        lines_read(reading, lines);
        again = end_read(reading, lines);
    }
    if (lines_failure(lines)) {
        csv_issue_add(reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, lines_failure(lines), NULL, NULL);
    }
    if (reading->headings->len == 0 && !reading->summary->incomplete) {
        csv_issue_add(reading, 1, NULL, 0, ISSUE_EMPTY_FILE, "", NULL, NULL);
    }
    lines_sha256(lines, reading->summary->sha256);
    reading_clear(reading);
}
