#ifndef REPORTS_WORKBOOK_AUDIT_SHEET_H
#define REPORTS_WORKBOOK_AUDIT_SHEET_H

#include <glib.h>
#include <stdbool.h>
#include <xlsxwriter.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"
#include "reports/workbook/read_again.h"

/* One table of the audit workbook: headings, then rows that only ever ascend. Where it is full it
 * goes on, on a sheet "<name> 2" behind all others. What is written is counted, so that the file can
 * be held against it. The first failure of a write sticks in the book; later ones do nothing, and
 * whoever finishes a partner asks once. */

enum audit_format {
    AUDIT_TEXT,
    AUDIT_WRAP, /* text that may take several lines */
    AUDIT_COUNT,
    AUDIT_MONEY,
    AUDIT_HOURS, /* two decimals */
    AUDIT_DATE,
    AUDIT_TIME,
    AUDIT_STAMP,       /* date and time to the second */
    AUDIT_NUMBER_LEFT, /* below texts, as they stand */
    AUDIT_MONEY_LEFT,
    AUDIT_VERDICT, /* TRUE or FALSE, a number 1 or 0 until it is calculated */
    AUDIT_HEADING,
    AUDIT_HEADING_RIGHT, /* above numbers */
    AUDIT_HEADING_TALL,  /* upwards, where names are longer than their columns */
    AUDIT_TITLE,
    AUDIT_SECTION,
    AUDIT_SECTION_RIGHT,
    AUDIT_TEXT_RIGHT,
    AUDIT_GOOD, /* conditional formats */
    AUDIT_BAD,
    AUDIT_FORMAT_COUNT
};

struct audit_book {
    lxw_workbook *workbook;
    lxw_format *formats[AUDIT_FORMAT_COUNT];
    uint32_t rows_max; /* below the headings of one sheet */
    lxw_error failure; /* the first */
    GArray *written;   /* of struct sheet_content, in the order of the file's sheets */
};

struct audit_column {
    const char *heading;
    double width; /* characters */
    enum audit_format format;
};

enum { AUDIT_SHEET_NAME_SIZE = 32 };

/* A sheet of the file. */
struct audit_part {
    struct audit_book *book;
    char name[AUDIT_SHEET_NAME_SIZE];
    lxw_worksheet *worksheet;
    guint place;        /* in book->written */
    lxw_row_t row;      /* that is being written, from 0 */
    uint32_t row_count; /* below the headings */
};

struct audit_sheet {
    struct audit_book *book;
    const char *name;
    const struct audit_column *columns;
    lxw_col_t column_count;
    bool tall_headings;
    int line_count; /* of the current row's tallest cell */
    GArray *parts;  /* of struct audit_part; at least one */
};

/* Rows of one part, counted as a spreadsheet does: the first below the headings is 2. */
struct audit_rows {
    char sheet[AUDIT_SHEET_NAME_SIZE];
    uint32_t first;
    uint32_t count;
};

void audit_formats_make(struct audit_book *book);
void audit_book_check(struct audit_book *book, lxw_error code);

/* A sheet of the file without anything on it; its worksheet is NULL where the book has failed. */
struct audit_part audit_part_new(struct audit_book *book, const char *name);
/* Cells of its current row. Text that is longer than a cell holds is cut, and says so; what XML cannot
 * hold is written as the format wants it, _x0001_. "" is a cell without text. A formula is without
 * '='. */
void audit_part_text(struct audit_part *part, lxw_col_t column, const char *text,
                     enum audit_format format);
void audit_part_number(struct audit_part *part, lxw_col_t column, double number,
                       enum audit_format format);
void audit_part_formula(struct audit_part *part, lxw_col_t column, const char *formula,
                        double value, enum audit_format format);

void audit_sheet_open(struct audit_book *book, struct audit_sheet *sheet, const char *name,
                      const struct audit_column *columns, size_t column_count, bool tall_headings);
/* Frees what is not the workbook's. */
void audit_sheet_clear(struct audit_sheet *sheet);
/* Tells the library how far the rows went. Before the workbook is closed. */
void audit_sheet_finish(struct audit_sheet *sheet);
/* Landscape A4, all columns on a page's width, so many rows repeated on each page. */
void audit_print_set_up(struct audit_book *book, lxw_worksheet *worksheet, const char *name,
                        lxw_row_t repeated_rows);

/* Makes room for rows that belong together, on the next sheet if need be, and tells where they
 * will be. */
struct audit_rows audit_sheet_reserve(struct audit_sheet *sheet, size_t row_count);
/* Begins the next row, on the next sheet where this one is full. Returns it as a spreadsheet counts
 * (from 1). Cells are then written into it. */
uint32_t audit_sheet_next_row(struct audit_sheet *sheet);
uint64_t audit_sheet_row_count(const struct audit_sheet *sheet);

/* Cells of the current row from left to right, in the format of their column. A formula (without
 * '=') has its value beside it, so that viewers that do not calculate show it. */
void audit_cell_text(struct audit_sheet *sheet, lxw_col_t column, const char *text);
void audit_cell_number(struct audit_sheet *sheet, lxw_col_t column, int64_t number);
void audit_cell_money(struct audit_sheet *sheet, lxw_col_t column, money amount);
void audit_cell_rate(struct audit_sheet *sheet, lxw_col_t column, bool found, hourly_rate rate);
/* A date as a spreadsheet counts it. */
double audit_date_number(day date);
void audit_cell_date(struct audit_sheet *sheet, lxw_col_t column, day date);
void audit_cell_time(struct audit_sheet *sheet, lxw_col_t column, int32_t minute);
void audit_cell_blank(struct audit_sheet *sheet, lxw_col_t column);
void audit_cell_formula(struct audit_sheet *sheet, lxw_col_t column, const char *formula,
                        double value);

/* Appends a formula's term to `formula`, where {X} stands for column X of the given rows: of
 * "SUM({F})" comes "SUM('Slots'!F2:F28)". */
void audit_term_add(GString *formula, const char *term, const struct audit_rows *rows);
/* The same over all rows of a sheet: the terms of its parts joined by '+'. */
void audit_term_add_all(GString *formula, const char *term, const struct audit_sheet *sheet);

#endif
