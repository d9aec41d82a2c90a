#include "reports/tables/csv_tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/text.h"

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

/* ---- lines --------------------------------------------------------------------------------- */

void csv_headings_append(GString *out, const struct shown_table *table)
{
    for (size_t i = 0; i < table->csv_count; i++) {
        g_string_append(out, table->columns[i].name);
        g_string_append_c(out, i + 1 < table->csv_count ? ',' : '\n');
    }
}

static void cell_append(GString *out, const struct shown_column *column, const void *value,
                        bool blank)
{
    char text[TEXT_SIZE] = "";
    switch (column->kind) {
    case SHOWN_TEXT:
    case SHOWN_LONG_TEXT:
        text_append_csv(out, shown_text(column, value));
        return;
    case SHOWN_SAFE_TEXT:
        text_append_csv_text(out, shown_text(column, value));
        return;
    case SHOWN_COUNT:
        text_number(text, *(const int32_t *)value);
        break;
    case SHOWN_MONEY:
    case SHOWN_AMOUNT:
        if (column->kind == SHOWN_MONEY || !blank) {
            text_money(text, *(const money *)value);
        }
        break;
    case SHOWN_RATE:
        text_rate(text, *(const hourly_rate *)value);
        break;
    case SHOWN_RATE_IN_EFFECT:
        if (((const struct rate_in_effect *)value)->found) {
            text_rate(text, ((const struct rate_in_effect *)value)->rate);
        }
        break;
    case SHOWN_DATE:
        text_date(text, *(const day *)value);
        break;
    case SHOWN_DATE_NUMERIC:
        text_date_numeric(text, *(const day *)value);
        break;
    case SHOWN_TIME:
        text_time(text, *(const int32_t *)value);
        break;
    default:
        g_string_append(out, shown_text(column, value));
        return;
    }
    g_string_append(out, text);
}

void csv_row_append(GString *out, const struct shown_table *table, const struct shown_row *row)
{
    for (size_t i = 0; i < table->csv_count; i++) {
        const struct shown_column *column = &table->columns[i];
        cell_append(out, column, shown_value(column, row), row->amounts_blank);
        g_string_append_c(out, i + 1 < table->csv_count ? ',' : '\n');
    }
}

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
                                                    outcome_rule(OUTCOME_UNSCHEDULED)};
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

/* Lines of a document, or those of one that is void taken back (sign -1). */
static void lines_append(csv_tables *tables, struct adjustment_place place,
                         const struct line *lines, size_t count, int sign, const char *reason)
{
    for (size_t i = 0; i < count; i++) {
        struct adjustment_line difference = {lines[i], reason};
        difference.line.minutes.minutes *= sign;
        difference.line.amount.cents *= sign;
        difference.line.gst.cents *= sign;
        difference_append(tables, place, &difference);
    }
}

/* The lines of a document that the period never had, or that takes a voided one's place; those of a
 * voided one that nothing takes the place of. */
static void late_append(csv_tables *tables, const struct late_report *late)
{
    const struct partner_report *month = late->report;
    const char *period = late->run->period_text;
    const char *id = month->supplier.partner_id;
    g_autofree char *reason =
        month->replaces[0] == '\0'
            ? g_strdup_printf("late %s of %s", month->row.document, period)
            : g_strdup_printf("in place of %s, which is void", month->replaces);
    g_autofree char *void_reason =
        g_strdup_printf("%s is void and nothing is due", month->replaces);
    lines_append(
        tables,
        (struct adjustment_place){.partner_id = id, .period = period, .number = month->row.number},
        month->lines, month->line_count, 1, reason);
    lines_append(
        tables,
        (struct adjustment_place){.partner_id = id, .period = period, .number = month->replaces},
        month->replaced_lines, month->replaced_line_count, -1, void_reason);
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

bool csv_tables_close(csv_tables *tables, const exception_list *exceptions, GError **error)
{
    for (size_t i = 0; i < exception_list_count(exceptions); i++) {
        row_append(tables, TABLE_EXCEPTIONS,
                   &(struct shown_row){.of = {exception_list_row(exceptions, i)}});
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
