#include "importers/text/csv.h"

#include <string.h>

#include "engine/core/money.h"
#include "importers/text/csv_private.h"
#include "importers/text/footers.h"
#include "importers/text/lines.h"
#include "importers/text/titles.h"

enum {
    REWINDS_MAX = 1000, /* going back for each of more broken records would take too long */
    FOOTER_VALUES = 2   /* of a row of a report's footer, at most */
};

/* ---- issues -------------------------------------------------------------------------------------- */

/* One that makes the whole record unreadable: no other counts any more. */
static void flaw_set(struct csv_reading *reading, enum issue_code code, size_t field)
{
    reading->flawed = true;
    reading->flaw = code;
    reading->flaw_field = field;
    reading->found = reading->expected = reading->mend = NULL;
}

static void flaw_report(struct csv_reading *reading)
{
    size_t field = reading->flaw_field;
    bool named = reading->heading_done && field < reading->headings->len;
    csv_issue_add(reading, reading->record_line, named ? csv_heading_shown(reading, field) : NULL,
                  field + 1, reading->flaw, reading->found, reading->expected, reading->mend);
}

/* ---- records ------------------------------------------------------------------------------------- */

static void filled_note(struct csv_reading *reading, const char *text)
{
    reading->leader = reading->filled++ == 0 ? text : reading->leader;
    reading->filled_to = reading->field + 1;
}

/* A value of a column that nobody reads. */
static void beside_note(struct csv_reading *reading, const char *text)
{
    const int watched = csv_field_watched(reading, reading->field);
    if (watched >= 0) {
        reading->beside[watched] = text;
    }
}

/* libcsv's, behind each value. */
static void field_take(void *cell, size_t length, void *user_data)
{
    struct csv_reading *reading = user_data;
    const char *text = cell ? cell : "";
    int column = csv_field_column(reading, reading->field);
    if (reading->flawed && reading->flaw_field == SIZE_MAX &&
        (reading->flaw == ISSUE_NUL_BYTE ? memchr(text, '\0', length) != NULL
                                         : !g_utf8_validate_len(text, length, NULL))) {
        reading->flaw_field = reading->field; /* the cell in which the line's bad byte is */
        reading->found =
            column >= 0 ? issue_mask(reading->texts, g_string_chunk_insert_len(reading->texts, text,
                                                                               (gssize)length))
                        : reading->found;
    }
    if (!reading->heading_done) {
        g_ptr_array_add(reading->headings, g_strndup(text, length));
    } else if (column >= 0 && (reading->plain || reading->flawed)) {
        reading->values[column] = g_string_chunk_insert_len(reading->texts, text, (gssize)length);
    } else if (column >= 0) {
        g_autofree char *normal = g_utf8_normalize(text, (gssize)length, G_NORMALIZE_NFC);
        reading->values[column] = g_string_chunk_insert(reading->texts, normal);
    }
    if (column == UNUSED_COLUMN && length > 0 && csv_field_watched(reading, reading->field) >= 0) {
        beside_note(reading, g_string_chunk_insert_len(reading->texts, text, (gssize)length));
    }
    if (length > 0) {
        filled_note(reading, reading->filled > 0
                                 ? NULL
                                 : g_string_chunk_insert_len(reading->texts, text, (gssize)length));
    }
    reading->field++;
}

/* libcsv's, behind each record. */
static void record_end(int terminator, void *user_data)
{
    (void)terminator;
    struct csv_reading *reading = user_data;
    reading->ended = true;
}

/* As many values as headings, or without some at the end that are not required, as spreadsheets write
 * them, or with one more that is blank. */
static bool record_fits(struct csv_reading *reading)
{
    const size_t wanted = reading->headings->len;
    if (reading->field >= wanted) {
        return reading->field <= wanted + 1 && reading->filled_to <= wanted;
    }
    for (size_t field = reading->field; field < wanted; field++) {
        const int column = csv_field_column(reading, field);
        const struct csv_column *known = column >= 0 ? &reading->format->columns[column] : NULL;
        if (known && known->required && !known->may_be_cut) {
            return false;
        }
        if (column >= 0) {
            reading->values[column] = "";
        }
    }
    return reading->line_ends;
}

static bool is_heading_again(const struct csv_reading *reading)
{
    size_t same = 0;
    for (size_t column = 0; column < reading->format->column_count; column++) {
        const char *name = reading->format->columns[column].name;
        if (reading->positions[column] != 0 && !reading->format->columns[column].unread) {
            if (strcmp(reading->values[column], name) != 0) {
                return false;
            }
            same++;
        }
    }
    return same > 1;
}

static bool value_is_blank(const struct csv_reading *reading, size_t column)
{
    const uint32_t position = reading->positions[column];
    return position > reading->field || text_is_blank(reading->values[column]);
}

/* Whether every row has a value in the column. */
static bool is_needed(const struct csv_reading *reading, size_t column)
{
    const struct csv_column *known = &reading->format->columns[column];
    return known->required && !known->may_be_cut && reading->positions[column] > 0;
}

static bool lacks_needed(const struct csv_reading *reading)
{
    for (size_t i = 0; i < reading->format->column_count; i++) {
        if (is_needed(reading, i) && value_is_blank(reading, i)) {
            return true;
        }
    }
    return false;
}

/* One or two words or numbers, where a row needs more: and no id, for then it is a row that is cut. Or totals of
 * any number of columns. */
static bool is_like_a_footer(const struct csv_reading *reading)
{
    const bool few = reading->filled <= FOOTER_VALUES && reading->required > FOOTER_VALUES &&
                     !(id_is_formed(reading->leader) && strpbrk(reading->leader, "0123456789"));
    return reading->record_line > reading->rows_to &&
           (few || (reading->filled > FOOTER_VALUES && lacks_needed(reading) &&
                    footer_is_total(reading->leader)));
}

/* Whether a cell is blank without which the row is none of the export's. */
static bool is_skipped(const struct csv_reading *reading)
{
    const struct csv_export *as = reading->format->as;
    if (reading->filled_to > reading->headings->len) {
        return false; /* values behind the last heading: a row that is shifted */
    }
    for (size_t i = 0; as && i < as->needed_count; i++) {
        const uint32_t position = reading->positions[as->needed[i]];
        if (position > 0 && value_is_blank(reading, as->needed[i])) {
            return true;
        }
    }
    return false;
}

static void skipped_note(struct csv_reading *reading)
{
    enum { TEXTS_SHOWN = 3 };
    struct csv_summary *summary = reading->summary;
    const char *text = footer_shown(reading->texts, reading->leader);
    const char *quoted = issue_print(reading->texts, "\"%s\"", text);
    const char *before = summary->skipped_text ? summary->skipped_text : "";
    if (summary->skipped_rows < CSV_SKIPPED_SHOWN) {
        summary->skipped_at[summary->skipped_rows] = reading->record_line;
    }
    if (summary->skipped_texts < TEXTS_SHOWN && !strstr(before, quoted)) {
        summary->skipped_text =
            issue_print(reading->issues->texts, "%s%s%s", before, *before ? ", " : "", quoted);
        summary->skipped_texts++;
    }
    summary->skipped_rows++;
    summary->skipped_last = reading->record_line;
    summary->skipped_lines += reading->line - reading->record_line + 1;
}

static void parser_begin(const struct csv_reading *reading, struct csv_parser *parser);

/* Rows come after it: they all are read again, as rows. */
static bool footer_undo(struct csv_reading *reading)
{
    csv_free(&reading->parser);
    parser_begin(reading, &reading->parser);
    reading->open = false;
    reading->rows_to = reading->footer.last_line;
    reading->line = reading->footer.line - 1;
    reading->footer.line = 0;
    return lines_rewind(reading->lines, reading->footer.offset);
}

static void footer_note(struct csv_reading *reading)
{
    struct footer *footer = &reading->footer;
    if (footer->line == 0) {
        *footer = (struct footer){.line = reading->record_line,
                                  .offset = reading->first_offset,
                                  .text = footer_shown(reading->issues->texts, reading->leader)};
        memset(footer->lacking, true, sizeof footer->lacking);
    }
    footer->last_line = reading->line;
    for (size_t i = 0; i < reading->format->column_count; i++) {
        footer->lacking[i] &= reading->format->columns[i].required && reading->positions[i] > 0 &&
                              value_is_blank(reading, i);
    }
}

/* What has sources.ini leave it out next month too; NULL: nothing does. */
static const char *footer_skip(const struct csv_reading *reading)
{
    const struct csv_export *as = reading->format->as;
    const char *heading = NULL;
    bool needed = false;
    for (size_t i = 0; as && i < reading->format->column_count; i++) {
        if (reading->footer.lacking[i] && (!heading || (!needed && is_needed(reading, i)))) {
            heading = reading->format->columns[i].name;
            needed = is_needed(reading, i);
        }
    }
    return !heading ? NULL
           : as->needed_count > 0
               ? issue_print(reading->texts, "add %s to skip_rows_without in [%s] of sources.ini",
                             heading, as->section)
               : issue_print(reading->texts, "write skip_rows_without = %s in [%s] of sources.ini",
                             heading, as->section);
}

static void footer_report(struct csv_reading *reading)
{
    const struct footer *footer = &reading->footer;
    const char *skip = footer_skip(reading);
    const bool one = footer->last_line == footer->line;
    const char *mend =
        one ? issue_print(reading->texts, "line %u looks like a report's footer: %s", footer->line,
                          skip ? skip : "delete it")
            : issue_print(reading->texts, "lines %u to %u look like a report's footer: %s",
                          footer->line, footer->last_line, skip ? skip : "delete them");
    csv_issue_add(reading, footer->line, NULL, 0, ISSUE_REPORT_FOOTER, footer->text, NULL, mend);
}

/* A record that has ended. False stops: the headings are no good, or `take` failed. */
static bool record_finish(struct csv_reading *reading)
{
    size_t wanted = reading->headings->len;
    reading->open = false;
    if (reading->heading_done && reading->filled == 0 && !reading->flawed) {
        reading->summary->blank_lines++;
        return true; /* a spreadsheet's row of nothing but commas */
    }
    if (reading->heading_done && !reading->flawed && is_skipped(reading)) {
        skipped_note(reading);
        return true;
    }
    if (reading->heading_done && !reading->flawed && is_like_a_footer(reading)) {
        footer_note(reading);
        return true;
    }
    if (reading->footer.line != 0) {
        return footer_undo(reading);
    }
    if (reading->heading_done && !reading->flawed && !record_fits(reading)) {
        flaw_set(reading, ISSUE_FIELD_COUNT, SIZE_MAX);
        reading->found = issue_print(reading->texts, "%zu value%s", reading->field,
                                     reading->field == 1 ? "" : "s");
        reading->expected = issue_print(reading->texts, "%zu, as many as headings", wanted);
    }
    if (reading->flawed) {
        flaw_report(reading);
    }
    if (!reading->heading_done) {
        return !reading->flawed && csv_headings_finish(reading);
    }
    if (!reading->flawed && is_heading_again(reading)) {
        reading->summary->heading_lines++;
        return true; /* as a report has it on each of its pages */
    }
    reading->summary->record_count++;
    const struct csv_record record = {reading->record_line, reading->values,  reading->positions,
                                      reading->plain,       reading->lacking, reading->beside};
    reading->failed =
        !reading->flawed && !reading->take(&record, reading->user_data, reading->error);
    return !reading->failed;
}

/* ---- lines --------------------------------------------------------------------------------------- */

/* NUL and what is not UTF-8 become a flaw of the record, with the byte's place in the file. */
static void line_text_check(struct csv_reading *reading, const struct text_line *line)
{
    const char *bad = memchr(line->text, '\0', line->length);
    bool nul = bad != NULL;
    if (reading->flawed || (!nul && g_utf8_validate_len(line->text, line->length, &bad))) {
        return;
    }
    int64_t at = line->offset + (bad - line->text) + 1;
    flaw_set(reading, nul ? ISSUE_NUL_BYTE : ISSUE_NOT_UTF8, SIZE_MAX);
    if (nul) {
        reading->mend =
            issue_print(reading->texts, "byte %" G_GINT64_FORMAT " of the file is NUL: %s", at,
                        issue_texts[ISSUE_NUL_BYTE].mend);
        return;
    }
    /* What it would be in the code page that Windows programs write. */
    g_autofree char *letter = g_convert(bad, 1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
    reading->found = g_string_chunk_insert_len(reading->texts, bad, 1);
    reading->mend = issue_print(
        reading->texts, "byte %" G_GINT64_FORMAT " of the file is 0x%02X; %s%s%s%s", at,
        (unsigned)(unsigned char)*bad, letter ? "it would be " : "", letter ? letter : "",
        letter ? " in Windows-1252: " : "", issue_texts[ISSUE_NOT_UTF8].mend);
}

/* False: a blank line between records. */
static bool line_begin(struct csv_reading *reading, const struct text_line *line)
{
    reading->line++;
    if (reading->open) {
        reading->plain = false; /* a value has a line break */
    } else if (line_is_blank(line)) {
        reading->summary->blank_lines++;
        return false;
    } else {
        reading->open = true;
        reading->ended = false;
        reading->record_line = reading->line;
        reading->first_offset = line->offset;
        reading->after_first_line = line->end_offset;
        reading->record_bytes = 0;
        reading->field = 0;
        reading->filled = reading->filled_to = 0;
        reading->plain = true;
        reading->flawed = false;
        g_string_chunk_clear(reading->texts);
        for (size_t column = 0; column < reading->format->column_count; column++) {
            reading->beside[column] = "";
        }
    }
    reading->record_bytes += line->length;
    reading->line_ends = line->length > 0 && line->text[line->length - 1] == '\n';
    if (!line_is_plain(line)) {
        reading->plain = false;
        line_text_check(reading, line);
    }
    return true;
}

/* The part of the field up to the byte that libcsv stopped at, unless the column is not read. */
static void quote_flaw(struct csv_reading *reading, const struct text_line *line, size_t at)
{
    flaw_set(reading, ISSUE_BAD_QUOTES, reading->field);
    size_t begin = at;
    while (begin > 0 && line->text[begin - 1] != reading->delimiter) {
        begin--;
    }
    if (csv_field_column(reading, reading->field) >= 0) {
        const gssize length = (gssize)(MIN(at + 1, line->length) - begin);
        reading->found = issue_mask(
            reading->texts, g_string_chunk_insert_len(reading->texts, line->text + begin, length));
    }
}

/* A record of one plain line without quotation marks needs no parser: its values stay where they are.
 * False: it is none. */
static bool line_split(struct csv_reading *reading, const struct text_line *line)
{
    char *at = line->text;
    char *end = at + line->length - 1;
    if (!reading->heading_done || !reading->plain || *end != '\n' ||
        memchr(at, '"', line->length)) {
        return false;
    }
    for (bool more = true; more; reading->field++) {
        char *stop = memchr(at, reading->delimiter, (size_t)(end - at));
        more = stop != NULL;
        stop = more ? stop : end;
        char *next = stop + 1;
        while (at < stop && *at == ' ') {
            at++;
        }
        while (at < stop && stop[-1] == ' ') {
            stop--;
        }
        *stop = '\0';
        if (at < stop) {
            filled_note(reading, at);
        }
        int column = csv_field_column(reading, reading->field);
        if (column >= 0) {
            reading->values[column] = at;
        } else if (column == UNUSED_COLUMN && at < stop) {
            beside_note(reading, at);
        }
        at = next;
    }
    reading->ended = true;
    return true;
}

/* Parses one physical line. False: the record is broken, reading->flaw says how. */
static bool line_parse(struct csv_reading *reading, const struct text_line *line)
{
    if (line->cut) {
        flaw_set(reading, ISSUE_RECORD_TOO_LONG, SIZE_MAX);
        return false;
    }
    if (line_split(reading, line)) {
        return true;
    }
    size_t parsed =
        csv_parse(&reading->parser, line->text, line->length, field_take, record_end, reading);
    bool stopped = parsed < line->length;
    if (stopped && reading->record_line == reading->line) {
        quote_flaw(reading, line, parsed);
    } else if (stopped || (!reading->ended && reading->record_bytes > CSV_RECORD_BYTES_MAX)) {
        /* Over more lines than one, what is wrong is most likely the quotation mark before. */
        flaw_set(reading, ISSUE_UNTERMINATED_QUOTE, reading->field);
    } else {
        return true;
    }
    return false;
}

/* ---- files --------------------------------------------------------------------------------------- */

/* CR is taken off line ends before libcsv sees them. */
static int is_line_end(unsigned char byte)
{
    return byte == '\n';
}

static void parser_begin(const struct csv_reading *reading, struct csv_parser *parser)
{
    int failed = csv_init(parser, CSV_STRICT | CSV_STRICT_FINI);
    CHECK(failed == 0);
    csv_set_delim(parser, (unsigned char)reading->delimiter);
    csv_set_term_func(parser, is_line_end);
}

/* After a broken record: reports it and goes on behind the line on which it starts, for what
 * looked like its other lines may be records of their own. False: there is no going on. */
static bool broken_record_finish(struct csv_reading *reading)
{
    if (reading->footer.line != 0) {
        return footer_undo(reading);
    }
    flaw_report(reading);
    csv_free(&reading->parser);
    parser_begin(reading, &reading->parser);
    reading->open = false;
    reading->summary->record_count++;
    if (reading->heading_done && reading->record_line < reading->line &&
        reading->rewinds++ < REWINDS_MAX) {
        reading->line = reading->record_line;
        return lines_rewind(reading->lines, reading->after_first_line);
    }
    return reading->heading_done;
}

/* The encoding of a file whose first letters have a NUL beside each of them; NULL: it is another. */
static const char *utf16_unmarked(const struct text_line *line)
{
    enum { LETTERS = 2, BYTES = 4 };
    size_t even = 0;
    size_t odd = 0;
    for (size_t i = 0; i < BYTES && i < line->length; i++) {
        *(i % 2 ? &odd : &even) += line->text[i] == '\0';
    }
    return odd == LETTERS && even == 0   ? "UTF-16LE"
           : even == LETTERS && odd == 0 ? "UTF-16BE"
                                         : NULL;
}

/* Up to the end, or to where there is no going on. */
static void lines_read(struct csv_reading *reading)
{
    struct text_line line;
    bool on = true;
    while (on && lines_next(reading->lines, &line)) {
        reading->summary->ends_open = line.length > 0 && line.text[line.length - 1] != '\n';
        bool utf16 =
            line.offset == 0 && line.length >= 2 &&
            (memcmp(line.text, "\xFF\xFE", 2) == 0 || memcmp(line.text, "\xFE\xFF", 2) == 0);
        if (utf16) { /* one clear word, not an error a line */
            csv_issue_add(reading, 1, NULL, 0, ISSUE_NOT_UTF8,
                          g_string_chunk_insert_len(reading->texts, line.text, 2), NULL,
                          "this is UTF-16: save the file as CSV UTF-8");
            break;
        }
        const char *unmarked = line.offset == 0 ? utf16_unmarked(&line) : NULL;
        if (unmarked) {
            const struct csv_export *as = reading->format->as;
            csv_issue_add(reading, 1, NULL, 0, ISSUE_NUL_BYTE, "", NULL,
                          issue_print(reading->texts,
                                      "this looks like UTF-16: write encoding = %s in [%s] of "
                                      "sources.ini, or save the file as CSV UTF-8",
                                      unmarked, as ? as->section : reading->format->file));
            break;
        }
        if (!line_begin(reading, &line)) {
            continue;
        }
        const char *cr = memchr(line.text, '\r', line.length);
        if (cr && !reading->heading_done) { /* a file with bare CRs has but one line */
            csv_issue_add(reading, 1, NULL, 0, ISSUE_LINE_ENDS,
                          g_string_chunk_insert_len(reading->texts, line.text, cr - line.text + 1),
                          NULL, NULL);
            break;
        }
        if (!line_parse(reading, &line)) {
            on = broken_record_finish(reading);
        } else if (reading->ended) {
            on = record_finish(reading);
        }
    }
}

/* The last record may lack its line end, or its closing quotation mark: true, there are then lines to
 * be read again. */
static bool end_read(struct csv_reading *reading)
{
    if (reading->open && csv_fini(&reading->parser, field_take, record_end, reading) != 0) {
        flaw_set(reading, ISSUE_UNTERMINATED_QUOTE, reading->field);
        return broken_record_finish(reading);
    }
    const uint32_t line = reading->line;
    if (reading->open && reading->ended) {
        record_finish(reading);
    }
    return reading->line < line;
}

/* bad_byte: lines_open_encoded. */
static void encoding_refuse(struct csv_reading *reading, const struct csv_export *as,
                            int64_t bad_byte)
{
    csv_issue_add(
        reading, 1, NULL, 0, ISSUE_BAD_ENCODING, "",
        issue_print(reading->texts, "%s throughout", as->encoding),
        bad_byte < 0 ? issue_print(reading->texts,
                                   "it is UTF-8: take the line encoding out of [%s] of sources.ini",
                                   as->section)
                     : issue_print(reading->texts,
                                   "byte %" G_GINT64_FORMAT
                                   " of the file is none of it: correct encoding in sources.ini",
                                   bad_byte));
}

bool csv_file_read(const char *path, const struct csv_format *format, csv_record_function take,
                   void *user_data, struct issues *issues, struct csv_summary *ret_summary,
                   GError **error)
{
    CHECK(format->column_count <= CSV_COLUMNS_MAX);
    const struct csv_export *as = format->as;
    *ret_summary =
        (struct csv_summary){.unused_columns = "",
                             .ignored_columns = as ? g_ptr_array_new_with_free_func(g_free) : NULL};
    const char *reason = NULL;
    int64_t bad_byte = 0;
    g_autoptr(lines) lines =
        as ? lines_open_encoded(path, as->encoding, &bad_byte, &reason) : lines_open(path, &reason);
    g_autoptr(GPtrArray) headings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) field_columns = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GArray) field_watched = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
    struct csv_reading reading = {.format = format,
                                  .take = take,
                                  .user_data = user_data,
                                  .error = error,
                                  .issues = issues,
                                  .summary = ret_summary,
                                  .lines = lines,
                                  .delimiter = (char)(as ? as->delimiter : ','),
                                  .headings = headings,
                                  .field_columns = field_columns,
                                  .field_watched = field_watched,
                                  .texts = texts};
    if (!lines) {
        csv_issue_add(&reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, reason, NULL, NULL);
        return true;
    }
    for (size_t column = 0; column < CSV_COLUMNS_MAX; column++) {
        reading.values[column] = "";
    }
    parser_begin(&reading, &reading.parser);
    const char *required[CSV_COLUMNS_MAX + 1] = {NULL};
    for (size_t i = 0; i < format->column_count; i++) {
        if (format->columns[i].required && !format->columns[i].also) {
            required[reading.required++] = format->columns[i].name;
        }
    }
    bool on =
        as && as->headings_line > 0
            ? titles_skip_to(lines, as->headings_line, &reading.line)
            : titles_skip(lines, &(struct titles_search){required, reading.delimiter, as != NULL},
                          &reading.line);
    if (as && bad_byte != 0) {
        encoding_refuse(&reading, as, bad_byte);
        on = false;
    }
    while (on) {
        lines_read(&reading);
        on = !reading.failed && end_read(&reading);
    }
    csv_free(&reading.parser);
    ret_summary->line_count = reading.line;
    if (reading.footer.line != 0) {
        footer_report(&reading);
    }
    const char *failure = lines_finish(lines, ret_summary->sha256);
    if (failure) {
        csv_issue_add(&reading, 1, NULL, 0, ISSUE_UNREADABLE_FILE, failure, NULL, NULL);
    }
    if (headings->len == 0 && !ret_summary->incomplete) {
        csv_issue_add(&reading, 1, NULL, 0, ISSUE_EMPTY_FILE, "", NULL, NULL);
    }
    return !reading.failed;
}
