#include "reports/tables/csv_tables.h"

#include <inttypes.h>
#include <stdio.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/text.h"

#define PARTNER(member) SHOWN_OF(0, struct partner_report, member)
#define TOTALS(member) PARTNER(row.totals.member)

/* Who a row is about, on lists that people read. */
#define NAME "legal_name", SHOWN_SHEET_TEXT, 24, PARTNER(supplier.legal_name)

/* On the sheet, what Register check makes of the partner's own rows: a change there shows. */
#define CHECKED(name) "{Register check!" name "}"

/* The file's order, and the sheet's: what people read first, which is what is printed, then the rest. */
#define REGISTER_PERIOD                                                                            \
    {                                                                                              \
        "period", SHOWN_TEXT, 9, SHOWN_OF(1, struct report_run, period_text)                       \
    }
#define REGISTER_WHO                                                                               \
    {"partner_id", SHOWN_LONG_TEXT, 12, PARTNER(supplier.partner_id)},                             \
        {"legal_name", SHOWN_LONG_TEXT, 24, PARTNER(supplier.legal_name)},                         \
        {"status", SHOWN_TEXT, 8, PARTNER(row.status)},                                            \
        {"document", SHOWN_TEXT, 7, PARTNER(row.document)},                                        \
    {                                                                                              \
        "number", SHOWN_LONG_TEXT, 21, PARTNER(row.number)                                         \
    }
#define REGISTER_COUNT(name, width)                                                                \
    {                                                                                              \
#name, SHOWN_COUNT, width, TOTALS(name), CHECKED(#name)                                    \
    }
#define REGISTER_AMOUNT(name, width)                                                               \
    {                                                                                              \
#name, SHOWN_AMOUNT, width, TOTALS(name), CHECKED(#name)                                   \
    }
#define REGISTER_COUNTS                                                                            \
    REGISTER_COUNT(slots, 5), REGISTER_COUNT(holiday_slots, 5), REGISTER_COUNT(blocked_slots, 5),  \
        REGISTER_COUNT(dst_gap_slots, 5), REGISTER_COUNT(other_stream_minutes, 6),                 \
        REGISTER_COUNT(penalty_minutes, 6)
#define REGISTER_MONEY                                                                             \
    REGISTER_AMOUNT(subtotal, 11), REGISTER_AMOUNT(gst, 10), REGISTER_AMOUNT(total, 11),           \
        {"adjustments_total", SHOWN_AMOUNT, 11, PARTNER(row.adjustments_total),                    \
         CHECKED("adjustments_total")},                                                            \
        {"payment", SHOWN_AMOUNT, 11, PARTNER(row.payment), CHECKED("payment")},                   \
    {                                                                                              \
        "reasons", SHOWN_LONG_TEXT, 24, PARTNER(row.reasons)                                       \
    }

static const struct shown_column register_columns[] = {
    REGISTER_PERIOD,
    REGISTER_WHO,
    REGISTER_COUNTS,
    REGISTER_COUNT(partner_minutes, 8),
    REGISTER_AMOUNT(partner_amount, 11),
    REGISTER_COUNT(adhoc_minutes, 7),
    REGISTER_AMOUNT(adhoc_amount, 11),
    REGISTER_AMOUNT(decisions_amount, 11),
    REGISTER_MONEY,
};

static const struct shown_column register_sheet_columns[] = {
    REGISTER_WHO,
    REGISTER_COUNT(partner_minutes, 8),
    REGISTER_COUNT(adhoc_minutes, 7),
    REGISTER_MONEY,
    REGISTER_PERIOD,
    REGISTER_COUNTS,
    REGISTER_AMOUNT(partner_amount, 11),
    REGISTER_AMOUNT(adhoc_amount, 11),
    REGISTER_AMOUNT(decisions_amount, 11),
};
const struct shown_table register_shown = {
    .sheet_name = "Register", SHOWN_COLUMNS(register_sheet_columns), .tall_headings = true};

#define LINE(member) SHOWN_OF(1, struct line, member)
static const struct shown_column line_columns[] = {
    {"partner_id", SHOWN_TEXT, 15, PARTNER(supplier.partner_id)},
    {NAME},
    {"kind", SHOWN_RATE_KIND, 10, LINE(kind)},
    {"hourly_rate", SHOWN_RATE, 12, LINE(hourly_rate)},
    {"taxable", SHOWN_YES_NO, 9, LINE(taxable)},
    {"minutes", SHOWN_COUNT, 11, LINE(minutes), BY_HAND},
    {"amount", SHOWN_MONEY, 14, LINE(amount), BY_HAND},
    {"gst", SHOWN_MONEY, 11, LINE(gst), BY_HAND},
    {"total", SHOWN_MONEY, 12, .of = 2, 0, "ROUND({amount}+{gst},2)"},
    {"difference", SHOWN_MONEY, 11, OF_NOTHING, 0,
     "ROUND(" SHOWN_OFF(minutes) "+" SHOWN_OFF(amount) "+" SHOWN_OFF(gst) "+" SHOWN_OFF(
         total) ",2)"},
};

#define HOUR(member) SHOWN_OF(1, struct hour, member)
static const struct shown_column slot_columns[] = {
    {"partner_id", SHOWN_TEXT, 15, PARTNER(supplier.partner_id)},
    {NAME},
    {"date", SHOWN_DATE, 13, HOUR(date)},
    {"start", SHOWN_TIME, 9, HOUR(start_minute)},
    {"outcome", SHOWN_OUTCOME, 17, HOUR(outcome)},
    {"rule", SHOWN_RULE, 8, HOUR(rule)},
    {"paid_minutes", SHOWN_COUNT, 14, HOUR(paid_minutes)},
    {"penalty_minutes", SHOWN_COUNT, 17, HOUR(penalty_minutes)},
    {"hourly_rate", SHOWN_RATE_IN_EFFECT, 13, HOUR(hourly_rate)},
    {"evidence", SHOWN_LONG_TEXT, 34, HOUR(evidence)},
    {"notes", SHOWN_HOUR_NOTES, 34, .of = 1},
    {"taxable", SHOWN_YES_NO, 11, HOUR(taxable)},
};

#define BOOKING(member) SHOWN_OF(1, struct booking, member)
static const struct shown_column adhoc_columns[] = {
    {"partner_id", SHOWN_TEXT, 15, PARTNER(supplier.partner_id)},
    {NAME},
    {"appointment_id", SHOWN_TEXT, 36, BOOKING(appointment_id)},
    {"date", SHOWN_DATE, 13, BOOKING(date)},
    {"start", SHOWN_TIME, 9, BOOKING(start_minute)},
    {"outcome", SHOWN_OUTCOME, 25, BOOKING(outcome)},
    {"rule", SHOWN_RULE, 8, BOOKING(rule)},
    {"paid_minutes", SHOWN_COUNT, 14, BOOKING(paid_minutes)},
    {"hourly_rate", SHOWN_RATE_IN_EFFECT, 13, BOOKING(hourly_rate)},
    {"evidence", SHOWN_LONG_TEXT, 28, BOOKING(evidence)},
    {"notes", SHOWN_BOOKING_NOTES, 24, .of = 1},
    {"taxable", SHOWN_YES_NO, 11, BOOKING(taxable)},
    {"duration_minutes", SHOWN_COUNT, 18, BOOKING(duration_minutes)},
};

static const struct shown_column unscheduled_columns[] = {
    {"partner_id", SHOWN_TEXT, 0, PARTNER(supplier.partner_id)},
    {"appointment_id", SHOWN_TEXT, 0, SHOWN_OF(1, struct unscheduled, appointment_id)},
    {"date", SHOWN_DATE, 0, SHOWN_OF(1, struct unscheduled, date)},
    {"start", SHOWN_TIME, 0, SHOWN_OF(1, struct unscheduled, start_minute)},
    {"outcome", SHOWN_OUTCOME, 0, SHOWN_OF(2, struct unscheduled_verdict, outcome)},
    {"rule", SHOWN_RULE, 0, SHOWN_OF(2, struct unscheduled_verdict, rule)},
    {"reason", SHOWN_UNSCHEDULED_REASON, 0, .of = 1},
};

#define PLACE(member) SHOWN_OF(0, struct adjustment_place, member)
#define DIFFERENCE(member) SHOWN_OF(1, struct adjustment_line, member)
#define MOVE(member) SHOWN_OF(2, struct adjustment_move_row, member)
static const struct shown_column adjustment_columns[] = {
    {"partner_id", SHOWN_TEXT, 14, PLACE(partner_id)},
    {"legal_name", SHOWN_SHEET_TEXT, 24, PLACE(legal_name)},
    {"period", SHOWN_TEXT, 10, PLACE(period)},
    {"number", SHOWN_TEXT, 26, PLACE(number)},
    {"kind", SHOWN_TEXT, 10, PLACE(kind)},
    {"hourly_rate", SHOWN_RATE_IN_EFFECT, 12, PLACE(hourly_rate)},
    {"taxable", SHOWN_YES_NO, 9, DIFFERENCE(line.taxable)},
    {"minutes", SHOWN_COUNT, 11, DIFFERENCE(line.minutes), BY_HAND},
    {"amount", SHOWN_MONEY, 14, DIFFERENCE(line.amount), BY_HAND},
    {"gst", SHOWN_MONEY, 13, DIFFERENCE(line.gst)},
    {"reason", SHOWN_LONG_TEXT, 44, DIFFERENCE(reason)},
    {"cause_class", SHOWN_TEXT, 12, DIFFERENCE(cause_class)}, /* of an hour by hand */
    /* The sheet's own: the total, and an hour that moved. */
    {"total", SHOWN_MONEY, 14, OF_NOTHING, 0, BY_HAND},
    {"date", SHOWN_DATE, 13, MOVE(at.date)},
    {"start", SHOWN_TIME, 9, MOVE(at.start_minute)},
    {"appointment_id", SHOWN_TEXT, 16, MOVE(at.appointment_id)},
    {"before", SHOWN_LONG_TEXT, 26, MOVE(before)},
    {"after", SHOWN_LONG_TEXT, 26, MOVE(after)},
    {"rule before", SHOWN_RULE, 8, MOVE(rule_before)},
    {"rule after", SHOWN_RULE, 8, MOVE(rule_after)},
    {"minutes moved", SHOWN_COUNT, 10, MOVE(minutes)},
    {"because", SHOWN_LONG_TEXT, 40, MOVE(because)},
    {"source", SHOWN_LONG_TEXT, 28, MOVE(source)},
};

#define EXCEPTION(member) SHOWN_OF(0, struct exception_row, member)
static const struct shown_column exception_columns[] = {
    {"severity", SHOWN_SEVERITY, 10, EXCEPTION(severity)},
    {"code", SHOWN_TEXT, 28, EXCEPTION(code)},
    {"partner_id", SHOWN_TEXT, 14, EXCEPTION(partner_id)},
    {"subject", SHOWN_LONG_TEXT, 30, EXCEPTION(subject)},
    {"message", SHOWN_LONG_TEXT, 70, EXCEPTION(message)},
    {"source", SHOWN_LONG_TEXT, 26, EXCEPTION(source)},
};

#define OPEN(member) SHOWN_OF(0, struct open_item, member)

static const struct shown_column open_columns[] = {
    {"kind", SHOWN_TEXT, 14, OPEN(code)},
    {"partner_id", SHOWN_TEXT, 14, OPEN(partner_id)},
    {"legal_name", SHOWN_TEXT, 30, OPEN(legal_name)},
    {"period", SHOWN_TEXT, 9, OPEN(period)},
    {"amount", SHOWN_AMOUNT, 13, OPEN(amount)},
    {"since", SHOWN_DATE_IF_ANY, 12, OPEN(since)},
    {"by", SHOWN_DATE_IF_ANY, 12, OPEN(by)},
    {"about", SHOWN_LONG_TEXT, 30, OPEN(about)},
    {"next", SHOWN_LONG_TEXT, 60, OPEN(next)},
    {"counted", SHOWN_TEXT, 9, OPEN(counted_text)},
};

#define CHANGE(member) SHOWN_OF(0, struct report_change, member)

static const struct shown_column change_columns[] = {
    {"partner_id", SHOWN_TEXT, 12, CHANGE(partner_id)},
    {"legal_name", SHOWN_LONG_TEXT, 22, CHANGE(legal_name)},
    {"period", SHOWN_TEXT, 9, CHANGE(period)},
    {"change", SHOWN_TEXT, 9, CHANGE(change)},
    {"file", SHOWN_TEXT, 14, CHANGE(file)},
    {"row", SHOWN_LONG_TEXT, 20, CHANGE(row)},
    {"column", SHOWN_TEXT, 16, CHANGE(column)},
    {"from", SHOWN_LONG_TEXT, 26, CHANGE(from)},
    {"to", SHOWN_LONG_TEXT, 26, CHANGE(to)},
    {"batch", SHOWN_LONG_COUNT, 7, CHANGE(batch)},
    {"source", SHOWN_LONG_TEXT, 18, CHANGE(source)},
    {"imported_by", SHOWN_TEXT, 13, CHANGE(imported_by)},
};

const struct shown_table report_tables[REPORT_TABLE_COUNT] = {
    [TABLE_REGISTER] = {"register", NULL, SHOWN_COLUMNS(register_columns), .csv_count = 23},
    [TABLE_LINES] = {"lines", "Lines", SHOWN_COLUMNS(line_columns), .csv_count = 9,
                     .engine_first = 5, .engine_count = 4},
    [TABLE_SLOTS] = {"slots", "Slots", SHOWN_COLUMNS(slot_columns), .csv_count = 11},
    [TABLE_ADHOC] = {"adhoc", "Ad hoc", SHOWN_COLUMNS(adhoc_columns), .csv_count = 11},
    [TABLE_UNSCHEDULED] = {"unscheduled", NULL, SHOWN_COLUMNS(unscheduled_columns), .csv_count = 7},
    [TABLE_ADJUSTMENTS] = {"adjustments", "Adjustments", SHOWN_COLUMNS(adjustment_columns),
                           .csv_count = 12},
    [TABLE_EXCEPTIONS] = {"exceptions", "Exceptions", SHOWN_COLUMNS(exception_columns),
                          .csv_count = 6},
    [TABLE_OPEN] = {"open", "Open items", SHOWN_COLUMNS(open_columns), .csv_count = 10},
    [TABLE_CHANGES] = {"changes", "Changes", SHOWN_COLUMNS(change_columns), .csv_count = 12},
};

/* ---- values -------------------------------------------------------------------------------- */

const char *rate_kind_word(enum rate_kind kind)
{
    static const char *const words[LINE_KIND_COUNT] = {"partner", "adhoc", "decision", "no_supply"};
    return words[kind];
}

const void *shown_value(const struct shown_column *column, const struct shown_row *row)
{
    static const money nothing = {0};
    if (column->of == OF_NOTHING) {
        return &nothing;
    }
    const char *from = row->of[column->of];
    return from ? from + column->offset : NULL;
}

const char *shown_text(const struct shown_column *column, const void *value)
{
    switch (column->kind) {
    case SHOWN_OUTCOME:
        return outcome_words[*(const enum outcome *)value];
    case SHOWN_RULE:
        return rule_words[*(const enum rule *)value];
    case SHOWN_RATE_KIND:
        return rate_kind_word(*(const enum rate_kind *)value);
    case SHOWN_YES_NO:
        return *(const bool *)value ? "yes" : "no";
    case SHOWN_SEVERITY:
        return severity_words[*(const enum severity *)value];
    case SHOWN_HOUR_NOTES:
        return hour_notes_words[((const struct hour *)value)->notes];
    case SHOWN_BOOKING_NOTES:
        return reason_words[((const struct booking *)value)->reason];
    case SHOWN_UNSCHEDULED_REASON:
        return unscheduled_reason(value);
    default:
        return *(const char *const *)value;
    }
}

/* ---- lines --------------------------------------------------------------------------------- */

void csv_headings_append(GString *out, const struct shown_table *table)
{
    const char *joint = "";
    for (size_t i = 0; i < table->csv_count; i++) {
        if (table->columns[i].kind != SHOWN_SHEET_TEXT) {
            g_string_append(out, joint);
            g_string_append(out, table->columns[i].name);
            joint = ",";
        }
    }
    g_string_append_c(out, '\n');
}

/* Of a number or a date in `buffer`. */
static const char *cell_text(const struct shown_column *column, const void *value, bool blank,
                             char buffer[TEXT_SIZE])
{
    const struct rate_in_effect *rate = value;
    switch (column->kind) {
    case SHOWN_COUNT:
        return text_number(buffer, *(const int32_t *)value);
    case SHOWN_LONG_COUNT:
        snprintf(buffer, TEXT_SIZE, "%" PRId64, *(const int64_t *)value);
        return buffer;
    case SHOWN_MONEY:
        return text_money(buffer, *(const money *)value);
    case SHOWN_AMOUNT:
        return blank ? "" : text_money(buffer, *(const money *)value);
    case SHOWN_RATE:
        return text_rate(buffer, *(const hourly_rate *)value);
    case SHOWN_RATE_IN_EFFECT:
        return rate->found ? text_rate(buffer, rate->rate) : "";
    case SHOWN_DATE:
        return text_date(buffer, *(const day *)value);
    case SHOWN_DATE_IF_ANY:
        return day_valid(*(const day *)value) ? text_date(buffer, *(const day *)value) : "";
    case SHOWN_DATE_NUMERIC:
        return text_date_numeric(buffer, *(const day *)value);
    case SHOWN_TIME:
        return text_time(buffer, *(const int32_t *)value);
    default:
        return shown_text(column, value);
    }
}

void csv_row_append(GString *out, const struct shown_table *table, const struct shown_row *row)
{
    const char *joint = "";
    for (size_t i = 0; i < table->csv_count; i++) {
        char buffer[TEXT_SIZE];
        const struct shown_column *column = &table->columns[i];
        if (column->kind == SHOWN_SHEET_TEXT) {
            continue;
        }
        const char *text = cell_text(column, shown_value(column, row), row->amounts_blank, buffer);
        g_string_append(out, joint);
        joint = ",";
        if (column->kind == SHOWN_TEXT || column->kind == SHOWN_LONG_TEXT) {
            text_append_csv(out, text);
        } else {
            g_string_append(out, text);
        }
    }
    g_string_append_c(out, '\n');
}

/* ---- files being written ------------------------------------------------------------------- */

struct table_file {
    char *path;
    FILE *file;
};

struct csv_tables {
    const struct report_run *run;
    struct table_file files[REPORT_TABLE_COUNT];
    GString *line;
    GError *failure; /* of a write, the first */
};

/* A full disk is told at once, not after the last of ten thousand partners. */
static void line_write(csv_tables *tables, enum report_table which)
{
    const struct table_file *table = &tables->files[which];
    errno = 0;
    if (fwrite(tables->line->str, 1, tables->line->len, table->file) != tables->line->len &&
        !tables->failure) {
        output_file_set_error(&tables->failure, table->path, "cannot write",
                              errno != 0 ? errno : EIO);
    }
    g_string_truncate(tables->line, 0);
}

static void row_append(csv_tables *tables, enum report_table which, const struct shown_row *row)
{
    csv_row_append(tables->line, &report_tables[which], row);
    line_write(tables, which);
}

/* ---- a partner's rows ------------------------------------------------------------------------ */

static int by_id_compare(const void *a, const void *b, void *id_offset)
{
    const size_t offset = *(const size_t *)id_offset;
    return strcmp(*(const char *const *)(const void *)((const char *)a + offset),
                  *(const char *const *)(const void *)((const char *)b + offset));
}

/* The tables are by id, reports by time: `rows` are structs with the id at an offset. */
static void rows_by_id_append(csv_tables *tables, enum report_table which, struct shown_row row,
                              const void *rows, size_t count, size_t size, size_t id_offset)
{
    g_autofree char *sorted = g_memdup2(rows, count * size);
    g_qsort_with_data(sorted, (int)count, size, by_id_compare, &id_offset);
    for (size_t i = 0; i < count; i++) {
        row.of[1] = sorted + i * size;
        row_append(tables, which, &row);
    }
}

static void month_append(csv_tables *tables, const struct partner_report *report)
{
    const struct unscheduled_verdict unscheduled = {OUTCOME_UNSCHEDULED,
                                                    outcome_says[OUTCOME_UNSCHEDULED].rule};
    row_append(tables, TABLE_REGISTER,
               &(struct shown_row){.of = {report, tables->run},
                                   .amounts_blank = report->row.amounts_blank});
    for (size_t i = 0; i < report->line_count; i++) {
        const money total = line_total(&report->lines[i]);
        row_append(tables, TABLE_LINES,
                   &(struct shown_row){.of = {report, &report->lines[i], &total}});
    }
    for (size_t i = 0; i < report->slot_count; i++) {
        row_append(tables, TABLE_SLOTS, &(struct shown_row){.of = {report, &report->slots[i]}});
    }
    rows_by_id_append(tables, TABLE_ADHOC, (struct shown_row){.of = {report}}, report->adhoc,
                      report->adhoc_count, sizeof *report->adhoc,
                      offsetof(struct booking, appointment_id));
    rows_by_id_append(tables, TABLE_UNSCHEDULED,
                      (struct shown_row){.of = {report, NULL, &unscheduled}}, report->unscheduled,
                      report->unscheduled_count, sizeof *report->unscheduled,
                      offsetof(struct unscheduled, appointment_id));
}

/* ---- what is owed for earlier months ----------------------------------------------------------- */

static void difference_append(csv_tables *tables, struct adjustment_place place,
                              const struct adjustment_line *line)
{
    place.kind = rate_kind_word(line->line.kind);
    place.hourly_rate = (struct rate_in_effect){true, line->line.hourly_rate};
    row_append(tables, TABLE_ADJUSTMENTS, &(struct shown_row){.of = {&place, line}});
}

/* The lines of a document that the period never had, or that takes a voided one's place. */
static void late_append(csv_tables *tables, const struct late_report *late)
{
    const struct partner_report *month = late->report;
    const char *period = late->run->period_text;
    const struct adjustment_place place = {.partner_id = month->supplier.partner_id,
                                           .legal_name = "",
                                           .period = period,
                                           .number = month->row.number};
    g_autofree char *reason =
        month->replaces[0] == '\0'
            ? g_strdup_printf("late %s of %s", month->row.document, period)
            : g_strdup_printf("in place of %s, which is void", month->replaces);
    for (size_t i = 0; i < month->line_count; i++) {
        const struct adjustment_line line = {
            .line = month->lines[i], .reason = reason, .cause_class = CAUSE_CORRECTION};
        difference_append(tables, place, &line);
    }
}

/* Both by period; a period has one or the other. */
static void adjustments_append(csv_tables *tables, const struct partner_report *report)
{
    size_t late = 0;
    for (size_t i = 0; i <= report->adjustment_count; i++) {
        const struct adjustment_report *next =
            i < report->adjustment_count ? report->adjustments[i] : NULL;
        while (
            late < report->late_count &&
            (!next || day_compare(report->late[late].run->period.first, next->period.first) < 0)) {
            late_append(tables, &report->late[late++]);
        }
        for (size_t k = 0; next && k < next->line_count; k++) {
            difference_append(tables,
                              (struct adjustment_place){.partner_id = report->supplier.partner_id,
                                                        .period = next->period_text,
                                                        .number = next->number},
                              &next->lines[k]);
        }
    }
}

/* ---- files --------------------------------------------------------------------------------- */

csv_tables *csv_tables_open(const char *directory, const struct report_run *run, GError **error)
{
    g_autoptr(csv_tables) tables = g_new0(csv_tables, 1);
    tables->run = run;
    tables->line = g_string_new(NULL);
    for (int i = 0; i < REPORT_TABLE_COUNT; i++) {
        struct table_file *table = &tables->files[i];
        table->path = g_strdup_printf("%s/%s.csv", directory, report_tables[i].name);
        table->file = output_file_create(table->path, error);
        if (!table->file) {
            return NULL;
        }
        csv_headings_append(tables->line, &report_tables[i]);
        line_write(tables, (enum report_table)i);
    }
    return g_steal_pointer(&tables);
}

bool csv_tables_append(csv_tables *tables, const struct partner_report *report, GError **error)
{
    month_append(tables, report);
    adjustments_append(tables, report);
    if (tables->failure) {
        g_propagate_error(error, g_steal_pointer(&tables->failure));
        return false;
    }
    return true;
}

bool csv_tables_close(csv_tables *tables, const exception_list *exceptions, const open_list *open,
                      const change_list *changes, GError **error)
{
    for (guint i = 0; i < exceptions->rows->len; i++) {
        const struct exception_row *row = &g_array_index(exceptions->rows, struct exception_row, i);
        row_append(tables, TABLE_EXCEPTIONS, &(struct shown_row){.of = {row}});
    }
    for (guint i = 0; i < open->items->len; i++) {
        const struct open_item *item = &g_array_index(open->items, struct open_item, i);
        row_append(tables, TABLE_OPEN,
                   &(struct shown_row){.of = {item}, .amounts_blank = item->unknown});
    }
    for (guint i = 0; i < changes->rows->len; i++) {
        const struct report_change *row = &g_array_index(changes->rows, struct report_change, i);
        row_append(tables, TABLE_CHANGES, &(struct shown_row){.of = {row}});
    }
    for (int i = 0; i < REPORT_TABLE_COUNT; i++) {
        struct table_file *table = &tables->files[i];
        if (!output_file_finish(g_steal_pointer(&table->file), table->path, error)) {
            return false;
        }
    }
    return true;
}

void csv_tables_free(csv_tables *tables)
{
    if (!tables) {
        return;
    }
    for (int i = 0; i < REPORT_TABLE_COUNT; i++) {
        g_clear_pointer(&tables->files[i].file, fclose);
        g_free(tables->files[i].path);
    }
    g_string_free(tables->line, TRUE);
    g_clear_error(&tables->failure);
    g_free(tables);
}
