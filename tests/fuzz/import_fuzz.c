#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/run/import.h"
#include "engine/store/facts/read.h"
#include "engine/store/issues/issues.h"
#include "tests/engine/run/run_sample.h"

/* Any bytes in place of some input files of a month that is imported and issued, through the whole import up
 * to its last step: CSV and ini files, sources.ini and exports with it. No crash; an error for bad files, each
 * a line of text, of which no more are kept than is said; and the store as it was.
 *
 * Pieces are parted by NULs. The first byte of a piece says which file it is: A and further in the order of
 * `names`; a small letter: the rows alone, below the heading that the sample has. Behind the last piece none
 * is named: a first byte of 0x80 and more, there only, is --hold-bad. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"company.ini",      "policy.ini",     "areas.csv",
                                    "partners.csv",     "rates.csv",      "schedules.csv",
                                    "blocks.csv",       "cases.csv",      "extra_sessions.csv",
                                    "appointments.csv", "other_work.csv", "holidays.csv",
                                    "decisions.csv",    "sources.ini",    "Bookings October.csv"};

static struct run_sample sample;
static char *input;
static char *originals[G_N_ELEMENTS(names)]; /* NULL: the month has no such file */
static int64_t batch_before;
static bool touched[G_N_ELEMENTS(names)];

static char *path_of(size_t file)
{
    return g_build_filename(input, names[file], NULL);
}

static void file_restore(size_t file)
{
    g_autofree char *path = path_of(file);
    if (originals[file]) {
        run_sample_file(&sample, names[file], originals[file]);
    } else {
        g_unlink(path);
    }
    touched[file] = false;
}

/* P1's October: hours, a booking of each kind, an hour lost, a case; imported and issued. */
static void world_make(void)
{
    run_sample_open(&sample);
    input = g_build_filename(sample.directory, "input", NULL);
    run_sample_file(&sample, "appointments.csv",
                    "appointment_id,partner_id,case_id,calendar,start,duration_minutes,status,"
                    "booked_at,booked_by,completed_at,cancelled_at,cancelled_by\n"
                    "A1,P1,ASST-1,open,2026-10-05T09:00,60,completed,2026-09-20T09:00,client,"
                    "2026-10-05T10:01,,\n"
                    "A2,P1,ASST-1,open,2026-10-12T10:00,60,booked,2026-09-20T09:00,client,,,\n"
                    "A3,P1,ASST-1,adhoc,2026-10-14T15:00,45,completed,2026-09-21T09:00,cs,"
                    "2026-10-14T16:00,,\n"
                    "A4,P1,,adhoc,2026-10-15T15:00,60,booked,2026-09-21T09:00,consultant,,,\n");
    run_sample_file(&sample, "blocks.csv",
                    "block_id,partner_id,start,end,reason\nB1,P1,2026-10-26,2026-10-26,leave\n");
    run_sample_import(&sample, 10);
    run_sample_issue(&sample, 10, "2026-11-15");
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = path_of(i);
        if (!g_file_get_contents(path, &originals[i], NULL, NULL)) {
            originals[i] = NULL;
        }
    }
    CHECK(store_newest_batch(sample.store, &batch_before, NULL));
}

static void piece_write(const uint8_t *piece, size_t size)
{
    const bool rows_alone = g_ascii_islower(piece[0]);
    const size_t file = (size_t)(piece[0] - (rows_alone ? 'a' : 'A')) % G_N_ELEMENTS(names);
    const char *original = rows_alone ? originals[file] : NULL;
    const char *end = original ? strchr(original, '\n') : NULL;
    const size_t heading = end ? (size_t)(end + 1 - original) : 0;
    g_autofree char *path = path_of(file);
    FILE *written = fopen(path, "wb");
    CHECK(written && fwrite(original ? original : "", 1, heading, written) == heading &&
          fwrite(piece + 1, 1, size - 1, written) == size - 1 && fclose(written) == 0);
    touched[file] = true;
}

static void issues_check(const struct import_done *done)
{
    CHECK(done->issues->count >= done->issues->listed->len);
    CHECK(done->issues->listed->len <= ISSUES_LISTED_MAX + 8 * done->issues->causes->len);
    for (uint32_t i = 0; i < done->issues->listed->len; i++) {
        g_autofree char *line = issue_line(issues_at(done->issues, i));
        CHECK(g_utf8_validate(line, -1, NULL) && !strchr(line, '\n'));
    }
    for (int every = 0; every < 2; every++) {
        g_autofree char *text = issues_text(done->issues, every == 1, "nothing was imported");
        CHECK(g_utf8_validate(text, -1, NULL));
    }
}

static void import_try(bool hold_bad)
{
    const struct import_order order = {.period = period_from_month(2026, 10),
                                       .directory = input,
                                       .hold_bad = hold_bad,
                                       .check = true,
                                       .holidays = "tests/errors/base/holidays",
                                       .as_at_text = "2026-11-20T09:00"};
    g_auto(import_done) done = {0};
    g_autoptr(GError) error = NULL;
    const bool made = import_make(sample.store, &order, &done, &error);
    issues_check(&done);
    if (made) {
        CHECK(done.issues->count == 0 && done.checked);
    } else {
        /* What is wrong with bytes is the files' fault, and stands before the import; never the machine's. */
        CHECK((done.issues->count > 0) == g_error_matches(error, RUN_ERROR, RUN_ERROR_ISSUES));
        CHECK(done.issues->count > 0 || g_error_matches(error, GATES_ERROR, GATES_ERROR_STAND));
        CHECK(done.batch == 0 && g_utf8_validate(error->message, -1, NULL));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!input) {
        world_make();
    }
    bool hold_bad = false;
    const uint8_t *end = data + size;
    for (const uint8_t *at = data; at < end;) {
        const uint8_t *stop = memchr(at, '\0', (size_t)(end - at));
        stop = stop ? stop : end;
        if (stop - at == 1 && *at >= 0x80) {
            hold_bad = true;
        } else if (stop > at) {
            piece_write(at, (size_t)(stop - at));
        }
        at = stop + 1;
    }
    import_try(hold_bad);
    int64_t batch = 0;
    CHECK(store_newest_batch(sample.store, &batch, NULL) && batch == batch_before);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (touched[i]) {
            file_restore(i);
        }
    }
    return 0;
}
