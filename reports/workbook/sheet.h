#ifndef REPORTS_WORKBOOK_SHEET_H
#define REPORTS_WORKBOOK_SHEET_H

#include <xlsxwriter.h>

#include "reports/tables/csv_tables.h"

/* The workbook as it is written: sheets with a table each (reports/tables/csv_tables.h), whose rows only
 * ever ascend. Where a sheet is full it goes on, on a sheet "<name> 2" behind those that are open. What is
 * written is counted, so that the file can be held against it. The first failure of a write sticks in
 * the book; later ones do nothing, and whoever finishes a partner asks once. */

enum sheet_format {
    FORMAT_TEXT,
    FORMAT_WRAP, /* text that may take several lines */
    FORMAT_COUNT,
    FORMAT_MONEY,
    FORMAT_HOURS, /* two decimals */
    FORMAT_DATE,
    FORMAT_TIME,
    FORMAT_STAMP,       /* date and time to the second */
    FORMAT_NUMBER_LEFT, /* below texts, as they stand */
    FORMAT_MONEY_LEFT,
    FORMAT_VERDICT, /* TRUE or FALSE, a number 1 or 0 until it is calculated */
    FORMAT_HEADING,
    FORMAT_HEADING_RIGHT, /* above numbers */
    FORMAT_HEADING_TALL,  /* upwards, where names are longer than their columns */
    FORMAT_TITLE,
    FORMAT_SECTION,
    FORMAT_SECTION_RIGHT,
    FORMAT_TEXT_RIGHT,
    FORMAT_GOOD, /* conditional formats */
    FORMAT_BAD,
    SHEET_FORMAT_COUNT
};

/* Behind the Summary, in the file's order. */
enum sheet_id {
    SHEET_REGISTER,
    SHEET_REGISTER_CHECK,
    SHEET_LINES,
    SHEET_VARIANCE,
    SHEET_SLOTS,
    SHEET_ADHOC,
    SHEET_NOT_PAID,
    SHEET_ADJUSTMENTS,
    SHEET_EXCEPTIONS,
    SHEET_DECISIONS, /* where there are any; this one and those behind it are opened at the close */
    SHEET_OPEN,      /* likewise */
    SHEET_HOLIDAYS,
    SHEET_RULES,
    SHEET_SOURCES,
    SHEET_CHANGES,   /* where there are any */
    SHEET_DOCUMENTS, /* of an issue, as is the next */
    SHEET_YEAR,
    SHEET_COUNT
};

enum { SHEET_NAME_SIZE = 32 };

/* Rows of one sheet of the file, counted as a spreadsheet does: the first below the headings is 2. */
struct sheet_rows {
    char sheet[SHEET_NAME_SIZE];
    uint32_t first;
    uint32_t count;
};

/* What a sheet holds, counted by whoever writes it. */
struct sheet_content {
    uint32_t rows;
    uint64_t cells;
    uint64_t text_bytes; /* of texts and formulas, as they were before XML's &amp; */
    uint32_t last_row;   /* from 0; not read again */
};

/* A sheet of the file. */
struct sheet_part {
    struct sheet_book *book;
    char name[SHEET_NAME_SIZE];
    lxw_worksheet *worksheet; /* NULL where the book had failed */
    struct sheet_content written;
    lxw_row_t row;      /* that is being written, from 0 */
    uint32_t row_count; /* reserved below the headings, written or not */
};

struct sheet {
    struct sheet_book *book;
    const struct shown_table *table;
    int line_count;          /* of the current row's tallest cell */
    GPtrArray *parts;        /* of struct sheet_part, the book's; at least one */
    struct sheet_part *part; /* the last, which rows are written to */
    struct sheet_rows own;   /* of the partner in hand: what formulas sum up */
};

struct sheet_book {
    lxw_workbook *workbook;
    lxw_format *formats[SHEET_FORMAT_COUNT];
    uint32_t rows_max;         /* below the headings of one sheet */
    _Atomic lxw_error failure; /* the first */
    GPtrArray *parts;          /* of struct sheet_part, which it owns, in the order of the file */
    struct sheet sheets[SHEET_COUNT];
};

void sheet_book_check(struct sheet_book *book, lxw_error code);
double sheet_date_number(day date); /* as a spreadsheet counts it */

/* A sheet without anything on it; the book's. */
struct sheet_part *sheet_part_new(struct sheet_book *book, const char *name);
/* Cells of its current row. Text that is longer than a cell holds is cut, and says so; what XML cannot
 * hold is written as the format wants it, _x0001_. "" is a cell without text. A formula (NULL for a
 * plain number) is without '=', and has its value beside it, so that viewers that do not calculate
 * show it. */
void sheet_part_text(struct sheet_part *part, lxw_col_t column, const char *text,
                     enum sheet_format format);
void sheet_part_number(struct sheet_part *part, lxw_col_t column, const char *formula, double value,
                       enum sheet_format format);
/* Landscape A4, all columns on a page's width, so many rows repeated on each page. */
void sheet_print_set_up(const struct sheet_part *part, lxw_row_t repeated_rows);

void sheet_open(struct sheet_book *book, enum sheet_id id, const struct shown_table *table);
/* Tells the library how far the rows went. Before the workbook is closed. */
void sheet_finish(struct sheet *sheet);
/* The first part's; NULL where the book has failed. */
lxw_worksheet *sheet_worksheet(const struct sheet *sheet);
lxw_col_t sheet_column(const struct sheet *sheet, const char *name);
bool sheet_is_empty(const struct sheet *sheet);

/* Makes room for just so many rows, a partner's, `own` from now on, to stand together: on the next part if need be. */
void sheet_reserve(struct sheet *sheet, size_t row_count);
/* The next of the rows that were reserved: each column's value, or formula with it. */
void sheet_row_write(struct sheet *sheet, const struct shown_row *row);
/* One that is reserved and written. */
void sheet_row_add(struct sheet *sheet, const struct shown_row *row);
/* Cells of that row that were left BY_HAND or left out. */
void sheet_text(struct sheet *sheet, const char *name, const char *text);
/* Formulas (NULL for a plain number) name columns: {gst} is this row's cell, {Lines.gst} the partner's own rows of that sheet,
 * {Register!gst} the first of them, {#} the number of this row. A formula over rows of which there are
 * none is a 0: an engine that says otherwise shows in the difference. */
void sheet_number(struct sheet *sheet, const char *name, const char *formula, double value);
/* Appends a formula's term over all rows of a sheet, where {gst} is its column, joined by '+' where it
 * has several parts. */
void sheet_over_all(GString *formula, const struct sheet *sheet, const char *term);

/* ---- the file, read again ---- */

/* Reads a written workbook again, in little memory: libxlsxwriter tells nothing when a full or
 * failing disk has cut its temporary files short. Each member must inflate to what its checksum
 * says and be well-formed XML of characters that XML can hold; each sheet (xl/worksheets/sheet1.xml
 * on) must hold just what was written to it. Errors are of G_FILE_ERROR. */
bool workbook_read_again(const char *path, const GPtrArray *parts, GError **error);

/* ---- what the sheets of the audit workbook hand to one another ---- */

/* What has come of one outcome so far: the values of the Summary's formulas. */
struct verdict_sum {
    int64_t count;
    int64_t offered_minutes; /* 60 a slot; the duration of an ad hoc booking */
    int64_t paid_minutes;    /* before penalty */
    int64_t penalty_minutes;
    int64_t unpaid_minutes; /* of Not paid, without penalties */
};

#define NOTHING_ISSUED "Nothing to show until a month has been issued."

struct audit_closing; /* book.h */

struct audit_workbook {
    struct sheet_book book;
    char *path;
    char *directory;
    bool created;    /* the file is this workbook's */
    bool whole;      /* written and read again */
    int close_errno; /* what the library left; 0 for none */
    const struct report_run *run;
    struct sheet_part *summary;
    struct sheet slots; /* as the thread that writes its rows has it: without parts or `own` */
    GAsyncQueue
        *slots_parts;     /* which part each report's are reserved on that are not written yet */
    GTree *holidays_seen; /* struct holiday_listed, which it owns, of `strings` */
    GStringChunk *strings;
    struct run_totals totals;
    struct verdict_sum sums[OUTCOME_COUNT];
    money lines_amount;
    money lines_total;
    bool compared;           /* Variance has rows: a month has been issued */
    money adjustments_total; /* of the sheet Adjustments */
};

static inline double dollars(money amount)
{
    return (double)amount.cents / 100;
}

/* The columns of the sheets that are no CSV tables. */
extern const struct shown_table register_check_shown;
extern const struct shown_table variance_shown;
extern const struct shown_table not_paid_shown;
extern const struct shown_table holidays_shown;
extern const struct shown_table rules_shown;
extern const struct shown_table decisions_shown;
extern const struct shown_table sources_shown;

/* Once the sheets are open. */
void register_prepare(struct audit_workbook *workbook);
void lists_prepare(struct audit_workbook *workbook);

/* A partner's rows; Register check's and Lines' sum up those of the sheets before them here, Register shows
 * what the check makes of them, and Variance compares Register's. */
void hours_append(struct audit_workbook *workbook, const struct partner_report *report);
void slots_append(struct audit_workbook *workbook, const struct partner_report *report);
void adjustments_append(struct audit_workbook *workbook, const struct partner_report *report);
void register_append(struct audit_workbook *workbook, const struct partner_report *report);
/* Nothing where no month has been issued. */
void variance_append(struct audit_workbook *workbook, const struct partner_report *report);
void not_paid_append(struct audit_workbook *workbook, const struct partner_report *report);
void holidays_append(struct audit_workbook *workbook, const struct partner_report *report);

/* What only the end of the run knows; Variance and Adjustments say where they have nothing to show. */
void lists_close(struct audit_workbook *workbook, const struct audit_closing *closing);
void earlier_close(struct audit_workbook *workbook, const struct audit_closing *closing);
/* Documents and Year totals, of an issue. */
void documents_close(struct audit_workbook *workbook, const struct audit_closing *closing);

void summary_open(struct audit_workbook *workbook);
void summary_close(struct audit_workbook *workbook, const struct audit_closing *closing);

#endif
