/* documents_bench WRITER NAME THREADS COUNT DIRECTORY: writes COUNT documents into DIRECTORY, which
 * is to be empty, and prints the seconds of wall clock and of processor. WRITER is rcti, plain
 * (libharu alone, WinAnsiEncoding) or plain-utf8. tests/bench/documents runs it. */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine/core/money.h"
#include "reports/documents/document.h"
#include "tests/bench/plain_libharu.h"
#include "tests/reports/pdf_sample.h"

struct work {
    const char *writer;
    const char *name;
    const char *directory;
    const document_stock *stock;
    int first;
    int end;
    bool good;
};

/* September's 22 weekdays, 4 hours each, and two Saturday hours. */
static void slots_make(struct pdf_sample *sample)
{
    static const enum outcome kinds[] = {OUTCOME_BOOKED, OUTCOME_AVAILABLE, OUTCOME_CANCELLED};
    g_array_set_size(sample->slots, 0);
    for (int number = 1; number <= 30; number++) {
        const day date = day_from_civil((struct civil){2026, 9, number});
        const weekday on = day_weekday(date);
        const int hours = on < SAT ? 4 : number == 5 ? 2 : 0;
        for (int hour = 0; hour < hours; hour++) {
            const struct hour slot = {.date = date,
                                      .start_minute = (9 + hour) * 60,
                                      .outcome = number == 11 ? OUTCOME_BLOCKED : kinds[hour % 3],
                                      .paid_minutes = {number == 11 ? 0 : 60},
                                      .evidence = ""};
            g_array_append_val(sample->slots, slot);
        }
    }
    CHECK(sample->slots->len == 90);
}

static bool rcti_write(const struct work *work, struct pdf_sample *sample, const char *path)
{
    GError *error = NULL;
    if (pdf_sample_write(sample, work->stock, path, &error)) {
        return true;
    }
    fprintf(stderr, "%s\n", error->message);
    g_clear_error(&error);
    return false;
}

static void *work_do(void *data)
{
    struct work *work = data;
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    slots_make(sample);
    sample->run.draft = false;
    sample->report.row.number = "RCTI-202609-P0001";
    sample->report.supplier.legal_name = work->name;
    sample->report.supplier.account_name = work->name;
    const bool utf8 = strcmp(work->writer, "plain-utf8") == 0;
    g_autofree char *latin = g_convert(work->name, -1, "WINDOWS-1252", "UTF-8", NULL, NULL, NULL);
    work->good = true;
    for (int i = work->first; i < work->end && work->good; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d.pdf", i);
        g_autofree char *path = g_build_filename(work->directory, name, NULL);
        if (strcmp(work->writer, "rcti") == 0) {
            work->good = rcti_write(work, sample, path);
        } else {
            work->good = plain_document_write(utf8 ? "UTF-8" : "WinAnsiEncoding",
                                              utf8 ? work->name : latin, path);
        }
    }
    return NULL;
}

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool works_run(struct work *works, int threads)
{
    GThread *running[64];
    bool good = true;
    for (int i = 0; i < threads; i++) {
        running[i] = g_thread_new("writer", work_do, &works[i]);
    }
    for (int i = 0; i < threads; i++) {
        g_thread_join(running[i]);
        good = good && works[i].good;
    }
    return good;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: documents_bench WRITER NAME THREADS COUNT DIRECTORY\n");
        return 2;
    }
    const int threads = (int)CLAMP(g_ascii_strtoll(argv[3], NULL, 10), 1, 64);
    const int count = (int)CLAMP(g_ascii_strtoll(argv[4], NULL, 10), 1, 1000000);
    g_autoptr(GError) error = NULL;
    g_autoptr(document_fonts) fonts = fonts_new(&error);
    const struct report_company company = {0};
    g_autoptr(document_stock) stock = fonts ? document_stock_new(&company, fonts, &error) : NULL;
    if (!stock) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    struct work works[64];
    for (int i = 0; i < threads; i++) {
        works[i] = (struct work){
            argv[1], argv[2], argv[5], stock, count * i / threads, count * (i + 1) / threads,
            false};
    }
    const double wall = seconds(CLOCK_MONOTONIC);
    const double processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (!works_run(works, threads)) {
        return 1;
    }
    printf("%.6f %.6f\n", seconds(CLOCK_MONOTONIC) - wall,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - processor);
    return 0;
}
