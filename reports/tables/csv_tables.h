#ifndef REPORTS_TABLES_CSV_TABLES_H
#define REPORTS_TABLES_CSV_TABLES_H

#include "reports/value/changes.h"
#include "reports/value/open_items.h"
#include "reports/value/partner_report.h"

/* Tables, each column listed once: the CSV tables, bills and deliveries are written from the lists,
 * and so are the workbook's sheets, which have the columns of the CSV table of the same name and
 * then some of their own. Strings are never NULL. */

enum shown_kind {
    SHOWN_TEXT,
    SHOWN_LONG_TEXT,  /* on a sheet it may take several lines */
    SHOWN_SHEET_TEXT, /* likewise; a CSV table does not have it */
    SHOWN_COUNT,      /* int32_t, pay_minutes */
    SHOWN_LONG_COUNT,
    SHOWN_MONEY,
    SHOWN_AMOUNT,         /* money, blank for who is held */
    SHOWN_RATE,           /* hourly_rate */
    SHOWN_RATE_IN_EFFECT, /* blank where none is */
    SHOWN_HOURS,          /* by hand */
    SHOWN_DATE,
    SHOWN_DATE_IF_ANY,  /* blank where it is OPEN_NO_DAY */
    SHOWN_DATE_NUMERIC, /* 01/09/2026 */
    SHOWN_TIME,         /* int32_t, a minute of the day */
    /* Words for what stands there: codes, which never need quotes. */
    SHOWN_OUTCOME,
    SHOWN_RULE,
    SHOWN_RATE_KIND,
    SHOWN_YES_NO,
    SHOWN_SEVERITY,
    SHOWN_HOUR_NOTES,
    SHOWN_BOOKING_NOTES,
    SHOWN_UNSCHEDULED_REASON
};

struct shown_column {
    const char *name;
    enum shown_kind kind;
    double width;        /* on a sheet, in characters */
    unsigned of;         /* which of the row's structs has it */
    size_t offset;       /* where there */
    const char *formula; /* on a sheet, in place of the value (workbook/sheet.h); BY_HAND: whoever
                          * writes the row puts the cell. NULL for none */
};
#define BY_HAND ""
#define SHOWN_OF(number, type, member) .of = (number), .offset = offsetof(type, member)

/* A row of a table: the structs that its columns are of, in the table's order. */
enum { ROW_STRUCTS = 4, OF_NOTHING = ROW_STRUCTS }; /* OF_NOTHING: always 0 */
struct shown_row {
    const void *of[ROW_STRUCTS]; /* on a sheet the columns of one that is NULL are left out */
    bool amounts_blank;
};

struct shown_table {
    const char *name; /* "slots": of the file, without .csv */
    const char *sheet_name;
    const struct shown_column *columns;
    size_t column_count;
    size_t csv_count; /* the first columns: those of the CSV table, but for SHOWN_SHEET_TEXT */
    /* A sheet has so many of the columns again behind the others, as plain values: what the engine
     * says beside what the sheet's formulas make of it. They are named "engine: slots". */
    size_t engine_first;
    size_t engine_count;
    bool tall_headings;
};
/* Between what a sheet's formula makes of a column and what the engine says. */
#define SHOWN_OFF(name) "ABS({" #name "}-{engine: " #name "})"
#define SHOWN_COLUMNS(list) .columns = (list), .column_count = G_N_ELEMENTS(list)

/* What a CSV table and a sheet both show, and the structs of their rows. */
enum report_table {
    TABLE_REGISTER,    /* partner_report, report_run; its sheet is register_shown */
    TABLE_LINES,       /* partner_report, line, money: its total */
    TABLE_SLOTS,       /* partner_report, hour */
    TABLE_ADHOC,       /* partner_report, booking */
    TABLE_UNSCHEDULED, /* partner_report, unscheduled, unscheduled_verdict; no sheet */
    TABLE_ADJUSTMENTS, /* adjustment_place, adjustment_line, adjustment_move_row */
    TABLE_EXCEPTIONS,  /* exception_row */
    TABLE_OPEN,        /* open_item */
    TABLE_CHANGES,     /* report_change */
    REPORT_TABLE_COUNT
};
extern const struct shown_table report_tables[REPORT_TABLE_COUNT];
/* The register as a sheet: rows as TABLE_REGISTER, in another order, of which is printed up to `reasons`. */
extern const struct shown_table register_shown;

struct unscheduled_verdict {
    enum outcome outcome;
    enum rule rule;
};

/* Whose row of adjustments it is, and of which rate. */
struct adjustment_place {
    const char *partner_id;
    const char *legal_name;
    const char *period; /* "2026-08" */
    const char *number; /* "" on a draft */
    const char *kind;   /* "partner", "adhoc"; "" for none */
    struct rate_in_effect hourly_rate;
};

const char *rate_kind_word(enum rate_kind kind); /* "partner", "adhoc" */

/* Where the row has a column's value; NULL where the row has no such struct. */
const void *shown_value(const struct shown_column *column, const struct shown_row *row);
/* The text there, of a column whose kind is a text or a word. */
const char *shown_text(const struct shown_column *column, const void *value);

/* Lines of a CSV table, which end in LF. */
void csv_headings_append(GString *out, const struct shown_table *table);
void csv_row_append(GString *out, const struct shown_table *table, const struct shown_row *row);

/* The report_tables (formats.md section 4), streamed: partners are appended in order of partner_id as
 * bytes, nothing is kept of them. Errors (disk full, a file that is there already) are of
 * G_FILE_ERROR; after one, free and discard the directory. */
typedef struct csv_tables csv_tables;

/* Creates the files, mode 0600, in a directory that has none of them yet. */
csv_tables *csv_tables_open(const char *directory, const struct report_run *run, GError **error);
bool csv_tables_append(csv_tables *tables, const struct partner_report *report, GError **error);
/* Writes the exceptions (sorted by the caller), the open items, the changes and everything to disk. Free it
 * afterwards, whatever the answer. */
bool csv_tables_close(csv_tables *tables, const exception_list *exceptions, const open_list *open,
                      const change_list *changes, GError **error);
/* Without a close before, leaves unfinished files. */
void csv_tables_free(csv_tables *tables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(csv_tables, csv_tables_free)

#endif
