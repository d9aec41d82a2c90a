#include <criterion/criterion.h>
#include <string.h>

#include "reports/workbook/book.h"
#include "tests/reports/adjustment_sample.h"
#include "tests/reports/directory.h"
#include "tests/reports/report_sample.h"

/* The audit workbook of a month that comes after issued ones: adjustments, late documents, what is
 * carried and replaced, and how the month varies. */

static struct report_sample month;
static const struct run_totals before = {.partners = 6,
                                         .ready = 5,
                                         .nil = 1,
                                         .rctis = 5,
                                         .partner_minutes = 6000,
                                         .adhoc_minutes = 90,
                                         .partner_amount = {1500000},
                                         .adhoc_amount = {26288},
                                         .subtotal = {1526288},
                                         .gst = {152629},
                                         .total = {1678917},
                                         .payment = {1678917}};

struct partner {
    struct adjustment_sample *adjusted; /* NULL for none */
    struct late_report late;            /* run NULL for none */
    struct variance_row variance;
};

enum { PARTNERS = 5 };

/* P0001 owes less, P0002 more and has a late document, P0003 is replaced, P0004 carries forward,
 * P0005 has a late document in place of a void one and nothing issued before. */
static void partners_make(struct partner partners[PARTNERS], struct pdf_sample *late,
                          struct pdf_sample *replacing)
{
    late->run.period_text = replacing->run.period_text = "2026-07";
    pdf_sample_report(late);
    late->report.row.number = "RCI-202607-P0002";
    pdf_sample_report(replacing);
    replacing->report.row.number = "RCTI-202607-P0005-R1";
    replacing->report.replaces = "RCTI-202607-P0005";
    replacing->report.replaces_total.cents = 330000;
    partners[0].adjusted = adjustment_sample_new(pdf_sample_new());
    partners[1].adjusted = adjustment_sample_increase_new(pdf_sample_new());
    partners[1].late = (struct late_report){&late->run, &late->report};
    partners[3].adjusted = adjustment_sample_large_new(pdf_sample_new(), 40);
    partners[4].late = (struct late_report){&replacing->run, &replacing->report};
    for (int i = 0; i < PARTNERS; i++) {
        partners[i].variance = (struct variance_row){
            .legal_name = "Ada",
            .before_known = i < 4,
            .before_period = "2026-08",
            .before = {.minutes = {1200}, .subtotal = {300000}},
            .moved_by = "1 hour fewer scheduled",
        };
    }
}

/* Returns its payment. */
static money report_append(audit_workbook *workbook, struct partner *partner, int number,
                           exception_list *exceptions)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = g_strdup_printf("P%04d", number + 1);
    month.month.facts.partner_id = month.supplier.partner_id = partner->variance.partner_id = id;
    g_autoptr(partner_report) report = report_sample_report(&month);
    if (partner->adjusted) {
        adjustment_sample_report(partner->adjusted);
        report->adjustments = partner->adjusted->list;
        report->adjustment_count = 1;
    }
    if (partner->late.run) {
        report->late = &partner->late;
        report->late_count = 1;
    }
    if (number == 2) {
        report->replaces = "RCTI-202609-P0003";
        report->replaces_total = report->row.totals.total;
        report->row.carried_in.cents = -2500;
    }
    report->variance = &partner->variance;
    adjustment_sample_settle(report);
    exception_list_add_report(exceptions, report);
    cr_assert(audit_workbook_append(workbook, report, &error), "%s", error ? error->message : "");
    cr_assert(audit_workbook_append_slots(workbook, report, NULL));
    report->adjustments = NULL; /* the sample's own */
    report->adjustment_count = 0;
    report->late = NULL;
    report->late_count = 0;
    return report->row.payment;
}

/* The caller frees. */
static char *workbook_new(const char *directory, uint32_t rows_max)
{
    static const struct variance_row gone = {
        "P0009", "Gone Person", true, "2026-08", {{60}, {15000}, {0}, {15000}}, "left"};
    struct partner partners[PARTNERS] = {0};
    g_autoptr(pdf_sample) late = pdf_sample_rci_new();
    g_autoptr(pdf_sample) replacing = pdf_sample_new();
    g_autoptr(exception_list) exceptions = exception_list_new();
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(directory, "audit.xlsx", NULL);
    report_sample_init(&month);
    month_sample_add_all(&month.month);
    month.run.draft = false;
    partners_make(partners, late, replacing);
    g_autoptr(audit_workbook) workbook = audit_workbook_open(path, &month.run, rows_max, &error);
    cr_assert_not_null(workbook);
    money payments = {0};
    for (int i = 0; i < PARTNERS; i++) {
        payments = money_add(payments, report_append(workbook, &partners[i], i, exceptions));
    }
    struct audit_closing closing = {.partners_in = PARTNERS,
                                    .exceptions = exceptions,
                                    .payments_written = true,
                                    .payments_total = money_subtract(payments, (money){12345}),
                                    .payments_left_out = {12345},
                                    .before = &before,
                                    .before_period = "2026-08",
                                    .gone = &gone,
                                    .gone_count = 1};
    cr_assert(audit_workbook_close(workbook, &closing, &error), "%s", error ? error->message : "");
    for (int i = 0; i < PARTNERS; i++) {
        if (partners[i].adjusted) {
            adjustment_sample_free(partners[i].adjusted);
        }
    }
    return path;
}

static char *member(const char *path, const char *name)
{
    g_autofree char *script = g_strdup_printf("unzip -p \"$1\" %s", name);
    return directory_shell(script, path);
}

static void contains(const char *text, const char *wanted)
{
    cr_expect_not_null(strstr(text, wanted), "no %s in\n%.6000s", wanted, text);
}

/* That the member has each of the parts; of the sample's workbook. */
static void member_contains(const char *name, const char *const *parts, size_t count)
{
    g_autofree char *directory = directory_new();
    g_autofree char *path = workbook_new(directory, AUDIT_ROWS_MAX);
    g_autofree char *text = member(path, name);
    for (size_t i = 0; i < count; i++) {
        contains(text, parts[i]);
    }
    directory_remove(directory);
}

/* Lines of adjustments: minutes over the hours that moved, amounts of minutes and rate. */
Test(audit_adjusted, adjustments_are_live)
{
    const char *const parts[] = {
        ("<f>SUMIFS('Adjustments'!U4:U6,'Adjustments'!E4:E6,E2,'Adjustments'!F4:F6,F2)</f>"
         "<v>-120</v>"),
        "<f>ROUND(H2*F2/60,2)</f><v>-300</v>",
        "<f>ROUND(I2+J2,2)</f><v>-330</v>",
        "<t>Blocked (block B9)</t>",
        "<t>blocks.csv:4 (batch 7)</t>",
        "<t>late document of 2026-07</t>",
        "<t>void and replaced: what it was settled with</t>",
    };
    member_contains("xl/worksheets/sheet9.xml", parts, G_N_ELEMENTS(parts));
}

/* R5 in Register check, over the partner's own adjustments. */
Test(audit_adjusted, register_pays_what_is_owed)
{
    const char *const parts[] = {
        "<f>SUM('Adjustments'!M2:M6)</f><v>-40.83</v>",
        "<f>MAX(0,ROUND(P2+Q2+S2-T2-V2+W2-X2-Y2+AA2,2))+MAX(0,V2)+Y2+Z2</f><v>3094.17</v>",
        /* replaced: paid before; what was carried stays */
        "<f>MAX(0,ROUND(P4+Q4+S4-T4-V4+W4-X4-Y4+AA4,2))+MAX(0,V4)+Y4+Z4</f><v>0</v>",
        "<f>MAX(0,ROUND(P5+Q5+S5-T5-V5+W5-X5-Y5+AA5,2))+MAX(0,V5)+Y5+Z5</f><v>0</v>",
    };
    member_contains("xl/worksheets/sheet3.xml", parts, G_N_ELEMENTS(parts));
}

Test(audit_adjusted, variance_and_summary_compare)
{
    g_autofree char *directory = directory_new();
    g_autofree char *path = workbook_new(directory, AUDIT_ROWS_MAX);
    const char *const rows[] = {
        "<f>1200/60</f><v>20</v>",
        "<f>('Register'!F2+'Register'!G2)/60</f><v>19</v>",
        "<f>E2-D2</f><v>-1</v>",
        "<f>ROUND(H2-G2,2)</f><v>-150</v>",
        "<t>1 hour fewer scheduled</t>",
        "<t>none issued before</t>",
        "<t>P0009</t>",
        "<t>Gone Person</t>",
        "<f>E7-D7</f><v>-1</v>",
    };
    member_contains("xl/worksheets/sheet5.xml", rows, G_N_ELEMENTS(rows));
    g_autofree char *summary = member(path, "xl/worksheets/sheet1.xml");
    contains(summary, "<v>16789.17</v>");
    cr_expect_null(strstr(summary, "nothing issued yet"));
    cr_expect_null(strstr(summary, "=0</f><v>0</v>"), "a check is FALSE");
    g_autofree char *chart = member(path, "xl/charts/chart2.xml");
    contains(chart, "Amounts of this month beside 2026-08");
    directory_remove(directory);
}

/* Adjustments of one partner stay together on the next sheet. */
Test(audit_adjusted, goes_on_to_another_sheet)
{
    g_autofree char *directory = directory_new();
    g_autofree char *path = workbook_new(directory, 41);
    g_autofree char *book = member(path, "xl/workbook.xml");
    contains(book, "<sheet name=\"Adjustments 2\"");
    g_autofree char *sheet = member(path, "xl/worksheets/sheet3.xml");
    contains(sheet, "<f>SUM('Adjustments 2'!M2:M42)</f><v>-6600</v>");
    contains(sheet, "<f>SUM('Adjustments 3'!M2:M4)</f>");
    directory_remove(directory);
}

/* Where nothing was issued, the sheets say so; so they do where nothing changes. */
Test(audit_adjusted, nothing_to_show)
{
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "audit.xlsx", NULL);
    g_autoptr(exception_list) exceptions = exception_list_new();
    report_sample_init(&month);
    const struct variance_row variance = {
        "P0001", "Ada", true, "2026-08", {{1620}, {405000}, {0}, {405000}}, "nothing"};
    g_autoptr(partner_report) report = report_sample_report(&month);
    report->variance = &variance;
    g_autoptr(audit_workbook) workbook =
        audit_workbook_open(path, &month.run, AUDIT_ROWS_MAX, NULL);
    const struct audit_closing closing = {.partners_in = 1, .exceptions = exceptions};
    cr_assert(audit_workbook_append(workbook, report, NULL));
    cr_assert(audit_workbook_append_slots(workbook, report, NULL));
    cr_assert(audit_workbook_close(workbook, &closing, NULL));
    g_autofree char *sheet = member(path, "xl/worksheets/sheet9.xml");
    contains(sheet, "Nothing to show: no month before this one changes.");
    directory_remove(directory);
}
