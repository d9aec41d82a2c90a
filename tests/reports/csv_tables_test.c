#include "reports/tables/csv_tables.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/reports/directory.h"
#include "tests/reports/report_sample.h"

static struct report_sample sample;

/* Writes the tables of one partner, and of the run's exceptions. The caller frees the directory. */
static char *written(const struct partner_report *report)
{
    char *directory = directory_new();
    g_autoptr(exception_list) exceptions = exception_list_new();
    exception_list_add_report(exceptions, report);
    exception_list_add(exceptions, EXCEPTION_UNUSED_COLUMNS, "", "cases.csv", "name, \"alias\"",
                       "cases.csv:1");
    exception_list_add(exceptions, EXCEPTION_SHARED_ACCOUNT, "P0001", "P0002", "", "");
    exception_list_sort(exceptions);
    g_autoptr(open_list) open = open_list_new();
    open_list_add(open, &(struct open_item){.kind = OPEN_OWED,
                                            .partner_id = "P0002",
                                            .legal_name = "=Ben, the \"Baker\"",
                                            .period = "2026-08",
                                            .amount = {-132000},
                                            .since = day_from_civil((struct civil){2026, 9, 7}),
                                            .by = OPEN_NO_DAY,
                                            .next = "it comes off the next payments"});
    open_list_add(open, &(struct open_item){.kind = OPEN_HELD,
                                            .partner_id = "P0001",
                                            .legal_name = "Ada Test",
                                            .period = "2026-07",
                                            .unknown = true,
                                            .since = day_from_civil((struct civil){2026, 8, 7}),
                                            .by = day_from_civil((struct civil){2026, 9, 4}),
                                            .about = "NO_RATE",
                                            .next = "add it",
                                            .counted = true});
    open_list_close(open);
    cr_assert(open->count == 1 && open->unknown == 1 && open->sum.cents == 0);
    g_autoptr(csv_tables) tables = csv_tables_open(directory, &sample.run, NULL);
    cr_assert_not_null(tables);
    cr_assert(csv_tables_append(tables, report, NULL));
    g_autoptr(change_list) changes = change_list_new();
    change_list_add(changes, &(struct report_change){.partner_id = "P0001",
                                                     .legal_name = "Ada Test",
                                                     .period = "2026-09",
                                                     .change = "changed",
                                                     .file = "partners.csv",
                                                     .row = "",
                                                     .column = "account_number",
                                                     .from = "xxxxx037",
                                                     .to = "xxxxx999",
                                                     .batch = 4,
                                                     .source = "partners.csv:2",
                                                     .imported_by = "clerk"});
    change_list_close(changes);
    cr_assert(csv_tables_close(tables, exceptions, open, changes, NULL));
    return directory;
}

static void has_line(const char *text, const char *line)
{
    g_autofree char *wanted = g_strdup_printf("\n%s\n", line);
    cr_assert_not_null(strstr(text, wanted), "no line %s in\n%s", line, text);
}

Test(csv_tables, register_and_lines)
{
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = written(report);
    g_autofree char *table = directory_read(directory, "register.csv");
    cr_assert_str_eq(
        table,
        "period,partner_id,legal_name,status,document,number,slots,holiday_slots,blocked_"
        "slots,dst_gap_slots,"
        "other_stream_minutes,penalty_minutes,partner_minutes,partner_amount,adhoc_minutes,"
        "adhoc_amount,decisions_amount,subtotal,gst,total,adjustments_total,payment,reasons\n"
        "2026-09,P0001,Nguyễn Thị "
        "Ánh,ready,RCTI,,27,3,3,0,60,60,1140,2850.00,0,0.00,0.00,2850.00,285.00,3135.00,0.00,"
        "3135.00,\n");
    g_autofree char *lines = directory_read(directory, "lines.csv");
    cr_assert_str_eq(lines, "partner_id,kind,hourly_rate,taxable,minutes,amount,gst,total\n"
                            "P0001,partner,150.00,yes,1140,2850.00,285.00,3135.00\n");
    g_autofree char *slots = directory_read(directory, "slots.csv");
    has_line(slots, "P0001,2026-09-08,10:00,OTHER_STREAM,P3,30,0,150.00,W7,");
    has_line(slots, "P0001,2026-09-15,11:00,BOOKED,C1,60,60,150.00,A000123,");
    has_line(slots, "P0001,2026-09-25,09:00,HOLIDAY,P1,0,0,150.00,Friday before AFL Grand Final,");
    directory_remove(directory);
}

Test(csv_tables, held_amounts_are_blank)
{
    report_sample_init(&sample);
    sample.month.facts.rate_count = 0;
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = written(report);
    g_autofree char *table = directory_read(directory, "register.csv");
    has_line(table, "2026-09,P0001,Nguyễn Thị Ánh,held,,,27,0,0,0,0,0,1620,,0,,,,,,,,NO_RATE");
    g_autofree char *slots = directory_read(directory, "slots.csv");
    has_line(slots, "P0001,2026-09-01,10:00,AVAILABLE,P6,60,0,,,");
    directory_remove(directory);
}

/* formats.md section 4: by the first columns as bytes, so by id and not by time. */
Test(csv_tables, bookings_are_sorted_by_id)
{
    report_sample_init(&sample);
    month_sample_appointment_add(&sample.month, "B2", CALENDAR_ADHOC,
                                 month_sample_span(7, 9, 0, 60));
    month_sample_appointment_add(&sample.month, "B1", CALENDAR_ADHOC,
                                 month_sample_span(7, 15, 0, 60));
    month_sample_appointment_add(&sample.month, "C2", CALENDAR_OPEN,
                                 month_sample_span(9, 9, 0, 60));
    month_sample_appointment_add(&sample.month, "C1", CALENDAR_OPEN,
                                 month_sample_span(9, 15, 0, 60));
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = written(report);
    g_autofree char *adhoc = directory_read(directory, "adhoc.csv");
    cr_assert_str_eq(adhoc, "partner_id,appointment_id,date,start,outcome,rule,paid_minutes,"
                            "hourly_rate,evidence,notes\n"
                            "P0001,B1,2026-09-07,15:00,ADHOC_NOT_COMPLETED,C1,0,180.00,,\n"
                            "P0001,B2,2026-09-07,09:00,ADHOC_NOT_COMPLETED,C1,0,180.00,,\n");
    g_autofree char *unscheduled = directory_read(directory, "unscheduled.csv");
    cr_assert_str_eq(unscheduled, "partner_id,appointment_id,date,start,outcome,rule,reason\n"
                                  "P0001,C1,2026-09-09,15:00,UNSCHEDULED,A8,NO_SLOT\n"
                                  "P0001,C2,2026-09-09,09:00,UNSCHEDULED,A8,NO_SLOT\n");
    g_autofree char *adjustments = directory_read(directory, "adjustments.csv");
    cr_assert_str_eq(adjustments, "partner_id,period,number,kind,hourly_rate,taxable,minutes,"
                                  "amount,gst,reason,cause_class\n");
    directory_remove(directory);
}

/* RFC 4180, and the order of the exceptions: held, info, review are their bytes. */
Test(csv_tables, quoting_and_exceptions)
{
    report_sample_init(&sample);
    month_sample_holiday_add(&sample.month, "King's, \"Own\" Day ", 25);
    sample.month.facts.abn = sample.supplier.abn = "1";
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = written(report);
    g_autofree char *slots = directory_read(directory, "slots.csv");
    has_line(slots, "P0001,2026-09-25,09:00,HOLIDAY,P1,0,0,150.00,\"King's, \"\"Own\"\" Day \",");
    g_autofree char *exceptions = directory_read(directory, "exceptions.csv");
    cr_assert_str_eq(
        exceptions,
        "severity,code,partner_id,subject,message,source\n"
        "held,BAD_ABN,P0001,,Nguyễn Thị Ánh: the ABN fails its checksum: correct abn in "
        "partners.csv (1),\n"
        "info,UNUSED_COLUMNS,,cases.csv,\"columns that the program does not know were not read "
        "(name, \"\"alias\"\")\",cases.csv:1\n"
        "review,SHARED_ACCOUNT,P0001,P0002,another partner is paid to the same account,\n");
    directory_remove(directory);
}

Test(csv_tables, only_the_owner_reads_and_nothing_is_overwritten)
{
    report_sample_init(&sample);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = written(report);
    g_autofree char *path = g_build_filename(directory, "slots.csv", NULL);
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
    g_autoptr(GError) error = NULL;
    cr_assert_null(csv_tables_open(directory, &sample.run, &error));
    cr_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
    directory_remove(directory);
}

/* A full disk is an error, not a short file: here a limit on the size of files. */
Test(csv_tables, full_disk)
{
    report_sample_init(&sample);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = directory_new();
    g_autoptr(csv_tables) tables = csv_tables_open(directory, &sample.run, NULL);
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit limit = {100000, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    g_autoptr(GError) error = NULL;
    bool whole = true;
    for (int i = 0; whole && i < 1000; i++) {
        whole = csv_tables_append(tables, report, &error);
    }
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    cr_assert_not(whole);
    cr_assert_eq(error->domain, G_FILE_ERROR);
    cr_assert_not_null(strstr(error->message, "slots.csv: cannot write"), "%s", error->message);
    directory_remove(directory);
}

Test(csv_tables, open_items)
{
    report_sample_init(&sample);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autofree char *directory = written(report);
    g_autofree char *table = directory_read(directory, "open.csv");
    cr_assert_str_eq(
        table, "kind,partner_id,legal_name,period,amount,since,by,about,next,counted\n"
               "HELD,P0001,Ada Test,2026-07,,2026-08-07,2026-09-04,NO_RATE,add it,yes\n"
               "OWED,P0002,\"'=Ben, the \"\"Baker\"\"\",2026-08,-1320.00,2026-09-07,,,it comes off "
               "the next payments,no\n");
    directory_remove(directory);
}
