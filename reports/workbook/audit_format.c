/* The formats of the audit workbook's cells. */
#include "reports/workbook/audit_sheet.h"

enum { COLOUR_DARK = 0x1F3864 };

static lxw_format *format_new(struct audit_book *book, const char *number_format)
{
    lxw_format *format = workbook_add_format(book->workbook);
    if (!format) {
        audit_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (number_format) {
        format_set_num_format(format, number_format);
    }
    return format;
}

static void heading_formats_make(struct audit_book *book)
{
    static const enum audit_format headings[] = {AUDIT_HEADING, AUDIT_HEADING_RIGHT,
                                                 AUDIT_HEADING_TALL};
    for (size_t i = 0; i < G_N_ELEMENTS(headings); i++) {
        lxw_format *heading = format_new(book, NULL);
        book->formats[headings[i]] = heading;
        if (!heading) {
            return;
        }
        format_set_bold(heading);
        format_set_font_color(heading, LXW_COLOR_WHITE);
        format_set_bg_color(heading, COLOUR_DARK);
        format_set_align(heading, LXW_ALIGN_VERTICAL_CENTER);
    }
    format_set_text_wrap(book->formats[AUDIT_HEADING]);
    format_set_indent(book->formats[AUDIT_HEADING], 1);
    format_set_text_wrap(book->formats[AUDIT_HEADING_RIGHT]);
    format_set_align(book->formats[AUDIT_HEADING_RIGHT], LXW_ALIGN_RIGHT);
    format_set_rotation(book->formats[AUDIT_HEADING_TALL], 90);
    format_set_align(book->formats[AUDIT_HEADING_TALL], LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_align(book->formats[AUDIT_HEADING_TALL], LXW_ALIGN_CENTER);
}

static void summary_formats_make(struct audit_book *book)
{
    lxw_format *title = format_new(book, NULL);
    lxw_format *section = format_new(book, NULL);
    lxw_format *section_right = format_new(book, NULL);
    book->formats[AUDIT_TITLE] = title;
    book->formats[AUDIT_SECTION] = section;
    book->formats[AUDIT_SECTION_RIGHT] = section_right;
    if (!title || !section || !section_right) {
        return;
    }
    format_set_bold(title);
    format_set_font_size(title, 16);
    format_set_font_color(title, COLOUR_DARK);
    lxw_format *const sections[] = {section, section_right};
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        format_set_bold(sections[i]);
        format_set_font_color(sections[i], COLOUR_DARK);
        format_set_bottom(sections[i], LXW_BORDER_THIN);
        format_set_align(sections[i], LXW_ALIGN_VERTICAL_BOTTOM);
    }
    format_set_indent(section, 1);
    format_set_align(section_right, LXW_ALIGN_RIGHT);
}

static void colour(lxw_format *format, lxw_color_t background, lxw_color_t text)
{
    format_set_bg_color(format, background);
    format_set_font_color(format, text);
}

void audit_formats_make(struct audit_book *book)
{
    book->formats[AUDIT_TEXT] = format_new(book, NULL);
    book->formats[AUDIT_TEXT_RIGHT] = format_new(book, NULL);
    book->formats[AUDIT_WRAP] = format_new(book, NULL);
    book->formats[AUDIT_COUNT] = format_new(book, "#,##0;[Red]-#,##0");
    book->formats[AUDIT_MONEY] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_HOURS] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_DATE] = format_new(book, "yyyy-mm-dd");
    book->formats[AUDIT_TIME] = format_new(book, "hh:mm");
    book->formats[AUDIT_STAMP] = format_new(book, "yyyy-mm-dd hh:mm:ss");
    book->formats[AUDIT_NUMBER_LEFT] = format_new(book, "0");
    book->formats[AUDIT_MONEY_LEFT] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_VERDICT] = format_new(book, "\"TRUE\";\"TRUE\";\"FALSE\"");
    book->formats[AUDIT_GOOD] = format_new(book, NULL);
    book->formats[AUDIT_BAD] = format_new(book, NULL);
    heading_formats_make(book);
    summary_formats_make(book);
    if (book->failure != LXW_NO_ERROR) {
        return;
    }
    /* Numbers end at the right of their column: what follows stands off a little. */
    static const enum audit_format indented[] = {AUDIT_TEXT,      AUDIT_WRAP,  AUDIT_DATE,
                                                 AUDIT_TIME,      AUDIT_STAMP, AUDIT_NUMBER_LEFT,
                                                 AUDIT_MONEY_LEFT};
    for (size_t i = 0; i < G_N_ELEMENTS(indented); i++) {
        format_set_align(book->formats[indented[i]], LXW_ALIGN_LEFT);
        format_set_indent(book->formats[indented[i]], 1);
    }
    format_set_align(book->formats[AUDIT_TEXT_RIGHT], LXW_ALIGN_RIGHT);
    format_set_text_wrap(book->formats[AUDIT_WRAP]);
    format_set_align(book->formats[AUDIT_VERDICT], LXW_ALIGN_CENTER);
    format_set_bold(book->formats[AUDIT_VERDICT]);
    colour(book->formats[AUDIT_GOOD], 0xC6EFCE, 0x006100);
    colour(book->formats[AUDIT_BAD], 0xFFC7CE, 0x9C0006);
}
