#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "engine/core/money.h"
#include "reports/workbook/book.h"
#include "tests/reports/report_sample.h"

/* workbook_bench PARTNERS DIRECTORY: the audit workbook of so many partners with 88 slots and 60
 * appointments each, written and read again. Prints the rate, by processor time. tests/bench/documents
 * runs it. */

enum { PARTNERS_MAX = 100000 };

static double processor_seconds(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the audit workbook -------------------------------------------------------------------------- */

static struct partner_report *report_make(struct report_sample *sample)
{
    static char ids[SAMPLE_ROWS][16];
    int count = 0;
    report_sample_init(sample);
    sample->month.facts.schedule_count = 0;
    for (int weekday_number = MON; weekday_number <= FRI; weekday_number++) {
        for (int hour = 9; hour < 13; hour++) {
            month_sample_schedule_add(&sample->month, (weekday)weekday_number, hour);
        }
    }
    for (int date = 1; date <= 30 && count < 60; date++) {
        for (int hour = 9; hour < 12 && count < 60; hour++) {
            g_snprintf(ids[count], sizeof ids[count], "A000000-%02d", count);
            struct appointment *booked = month_sample_appointment_add(
                &sample->month, ids[count], CALENDAR_OPEN, month_sample_span(date, hour, 0, 60));
            booked->status = STATUS_COMPLETED;
            booked->completed_at = month_sample_stamp(date, hour + 2, 0);
            count++;
        }
    }
    month_sample_block_add(&sample->month, "B000000", month_sample_span(11, 0, 0, 24 * 60));
    return report_sample_report(sample);
}

static double audit_write(const char *path, int partner_count)
{
    struct report_sample *sample = g_new0(struct report_sample, 1);
    g_autoptr(partner_report) report = report_make(sample);
    g_autoptr(exception_list) exceptions = exception_list_new();
    g_autoptr(GError) error = NULL;
    double before = processor_seconds();
    g_autoptr(audit_workbook) workbook =
        audit_workbook_open(path, &sample->run, AUDIT_ROWS_MAX, &error);
    CHECK(workbook != NULL);
    for (int i = 0; i < partner_count; i++) {
        char id[16];
        g_snprintf(id, sizeof id, "P%06d", i);
        report->supplier.partner_id = id;
        CHECK(audit_workbook_append(workbook, report, &error));
    }
    struct audit_closing closing = {.partners_in = partner_count, .exceptions = exceptions};
    CHECK(audit_workbook_close(workbook, &closing, &error));
    double seconds = processor_seconds() - before;
    g_free(sample);
    return seconds;
}

int main(int argc, char **argv)
{
    int partner_count = argc == 3 ? atoi(argv[1]) : 0; // NOLINT(cert-err34-c): 0 is refused
    if (partner_count < 1 || partner_count > PARTNERS_MAX) {
        fputs("usage: workbook_bench PARTNERS DIRECTORY\n", stderr);
        return 2;
    }
    g_autofree char *path = g_build_filename(argv[2], "audit.xlsx", NULL);
    const double seconds = audit_write(path, partner_count);
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    CHECK(file != NULL);
    printf("the workbook of %d partners: %.0f partners a second, %.2f s, %.1f MB\n", partner_count,
           partner_count / seconds, seconds, (double)g_mapped_file_get_length(file) / 1e6);
    unlink(path);
    return 0;
}
