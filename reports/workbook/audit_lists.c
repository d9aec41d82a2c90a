/* Sheets Exceptions, Holidays, Rules and Sources. */
#include <string.h>

#include "engine/core/facts.h"
#include "reports/text.h"
#include "reports/workbook/audit_tables.h"

static const struct audit_column exception_columns[] = {
    {"severity", 10, AUDIT_TEXT}, {"code", 28, AUDIT_TEXT},    {"partner_id", 14, AUDIT_TEXT},
    {"subject", 30, AUDIT_WRAP},  {"message", 70, AUDIT_WRAP}, {"source", 26, AUDIT_WRAP},
};

static const struct audit_column holiday_columns[] = {
    {"date", 11, AUDIT_DATE},          {"from", 7, AUDIT_TEXT},          {"to", 7, AUDIT_TEXT},
    {"name", 36, AUDIT_WRAP},          {"area", 26, AUDIT_TEXT},         {"status", 12, AUDIT_TEXT},
    {"partners", 10, AUDIT_COUNT},     {"slots taken", 10, AUDIT_COUNT}, {"source", 50, AUDIT_WRAP},
    {"file and line", 24, AUDIT_WRAP},
};

static const struct audit_column rule_columns[] = {
    {"rule", 8, AUDIT_TEXT},
    {"sentence of the policy", 70, AUDIT_WRAP},
    {"how it is read", 80, AUDIT_WRAP},
};

static const struct audit_column source_columns[] = {
    {"file", 30, AUDIT_TEXT},
    {"rows", 12, AUDIT_COUNT},
    {"SHA-256", 68, AUDIT_TEXT},
    {"batch", 9, AUDIT_COUNT},
};

/* A holiday that took slots, and of how many partners. */
struct audit_holiday {
    struct holiday holiday;
    int64_t partners;
    int64_t slots;
};

void audit_exceptions_open(struct audit_workbook *workbook)
{
    audit_sheet_open(&workbook->book, &workbook->exceptions, "Exceptions", exception_columns,
                     G_N_ELEMENTS(exception_columns), false);
}

void audit_rules_open(struct audit_workbook *workbook)
{
    struct audit_sheet *sheet = &workbook->rules;
    audit_sheet_open(&workbook->book, sheet, "Rules", rule_columns, G_N_ELEMENTS(rule_columns),
                     false);
    for (int i = 0; i < RULE_COUNT; i++) {
        enum rule rule = (enum rule)i;
        const char *sentence = rule_sentence(rule);
        audit_sheet_next_row(sheet);
        audit_cell_text(sheet, 0, rule_code(rule));
        audit_cell_text(sheet, 1, sentence[0] != '\0' ? sentence : "(the policy is silent)");
        audit_cell_text(sheet, 2, rule_reading(rule));
    }
}

void audit_sources_open(struct audit_workbook *workbook)
{
    audit_sheet_open(&workbook->book, &workbook->sources, "Sources", source_columns,
                     G_N_ELEMENTS(source_columns), false);
}

/* ---- holidays ------------------------------------------------------------------------------ */

static guint holiday_hash(gconstpointer key)
{
    const struct audit_holiday *row = key;
    return (guint)row->holiday.date.number * 31U + g_str_hash(row->holiday.name);
}

static int holiday_compare(const struct holiday *a, const struct holiday *b)
{
    int order = day_compare(a->date, b->date);
    order = order != 0 ? order : strcmp(a->area, b->area);
    order = order != 0 ? order : strcmp(a->name, b->name);
    return order != 0 ? order : a->from_minute - b->from_minute;
}

static gboolean holiday_equal(gconstpointer a, gconstpointer b)
{
    const struct audit_holiday *left = a;
    const struct audit_holiday *right = b;
    return holiday_compare(&left->holiday, &right->holiday) == 0;
}

static void holiday_free(gpointer data)
{
    struct audit_holiday *row = data;
    g_free((void *)row->holiday.name);
    g_free((void *)row->holiday.area);
    g_free((void *)row->holiday.source_text);
    g_free((void *)row->holiday.source.file);
    g_free(row);
}

void audit_holidays_open(struct audit_workbook *workbook)
{
    audit_sheet_open(&workbook->book, &workbook->holidays, "Holidays", holiday_columns,
                     G_N_ELEMENTS(holiday_columns), false);
    workbook->holidays_seen =
        g_hash_table_new_full(holiday_hash, holiday_equal, holiday_free, NULL);
}

static struct audit_holiday *holiday_seen(struct audit_workbook *workbook,
                                          const struct holiday *holiday)
{
    struct audit_holiday wanted = {.holiday = *holiday};
    gpointer found = NULL;
    if (g_hash_table_lookup_extended(workbook->holidays_seen, &wanted, &found, NULL)) {
        return found;
    }
    struct audit_holiday *row = g_new0(struct audit_holiday, 1);
    row->holiday = *holiday;
    row->holiday.name = g_strdup(holiday->name);
    row->holiday.area = g_strdup(holiday->area);
    row->holiday.source_text = g_strdup(holiday->source_text);
    row->holiday.source.file = g_strdup(holiday->source.file);
    g_hash_table_add(workbook->holidays_seen, row);
    return row;
}

void audit_holidays_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    for (size_t i = 0; i < report->holiday_count; i++) {
        struct audit_holiday *row = holiday_seen(workbook, &report->holidays[i].holiday);
        row->partners++;
        row->slots += report->holidays[i].hours;
    }
}

static int compare_seen(gconstpointer a, gconstpointer b)
{
    const struct audit_holiday *left = a;
    const struct audit_holiday *right = b;
    return holiday_compare(&left->holiday, &right->holiday);
}

static void holiday_write(struct audit_sheet *sheet, const struct audit_holiday *row)
{
    const struct holiday *holiday = &row->holiday;
    bool whole_day = holiday->from_minute == 0 && holiday->to_minute == MINUTES_PER_DAY;
    char text[TEXT_SIZE];
    audit_sheet_next_row(sheet);
    audit_cell_date(sheet, 0, holiday->date);
    audit_cell_text(sheet, 1, whole_day ? "" : text_time(text, holiday->from_minute));
    audit_cell_text(sheet, 2, whole_day ? "" : text_time(text, holiday->to_minute));
    audit_cell_text(sheet, 3, holiday->name);
    audit_cell_text(sheet, 4, holiday->area);
    audit_cell_text(sheet, 5, holiday_status_name(holiday->status));
    audit_cell_number(sheet, 6, row->partners);
    audit_cell_number(sheet, 7, row->slots);
    audit_cell_text(sheet, 8, holiday->source_text);
    if (holiday->source.file[0] != '\0') {
        g_autofree char *source =
            g_strdup_printf("%s:%u", holiday->source.file, holiday->source.line);
        audit_cell_text(sheet, 9, source);
    }
}

/* ---- at the end ---------------------------------------------------------------------------- */

static void exceptions_write(struct audit_workbook *workbook, const exception_list *exceptions)
{
    struct audit_sheet *sheet = &workbook->exceptions;
    for (size_t i = 0; i < exception_list_count(exceptions); i++) {
        const struct exception_row *row = exception_list_row(exceptions, i);
        audit_sheet_next_row(sheet);
        audit_cell_text(sheet, 0, severity_name(row->severity));
        audit_cell_text(sheet, 1, row->code);
        audit_cell_text(sheet, 2, row->partner_id);
        audit_cell_text(sheet, 3, row->subject);
        audit_cell_text(sheet, 4, row->message);
        audit_cell_text(sheet, 5, row->source);
    }
}

void audit_lists_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    exceptions_write(workbook, closing->exceptions);
    g_autoptr(GList) seen = g_hash_table_get_keys(workbook->holidays_seen);
    seen = g_list_sort(seen, compare_seen);
    for (const GList *at = seen; at; at = at->next) {
        holiday_write(&workbook->holidays, at->data);
    }
    struct audit_sheet *sources = &workbook->sources;
    for (size_t i = 0; i < closing->input_count; i++) {
        audit_sheet_next_row(sources);
        audit_cell_text(sources, 0, closing->inputs[i].file);
        audit_cell_number(sources, 1, closing->inputs[i].rows);
        audit_cell_text(sources, 2, closing->inputs[i].sha256);
        audit_cell_number(sources, 3, closing->inputs[i].batch);
    }
}
