#include "engine/run/workbook_thread.h"

enum { REPORTS_IN_HAND_MAX = 64 };

struct workbook_thread {
    audit_workbook *workbook;
    const char *name;
    document_pool *pool;
    output_hashes *hashes;
    GThread *thread;
    GMutex mutex;
    GCond changed;
    GQueue reports; /* struct partner_report, oldest first */
    bool ended;     /* none will come any more */
    bool failed;    /* this or the documents */
    const struct audit_closing *closing;
    GError *error; /* the thread's own until it is joined */
};

/* The next report; NULL after the last. */
static struct partner_report *report_take(workbook_thread *thread)
{
    g_mutex_lock(&thread->mutex);
    while (thread->reports.length == 0 && !thread->ended) {
        g_cond_wait(&thread->changed, &thread->mutex);
    }
    struct partner_report *report = g_queue_pop_head(&thread->reports);
    g_cond_broadcast(&thread->changed);
    g_mutex_unlock(&thread->mutex);
    return report;
}

static void fail(workbook_thread *thread)
{
    g_mutex_lock(&thread->mutex);
    thread->failed = true;
    g_mutex_unlock(&thread->mutex);
}

/* After a failure what still comes is just freed. */
static gpointer workbook_write(gpointer data)
{
    workbook_thread *thread = data;
    struct partner_report *report = NULL;
    bool good = true;
    while ((report = report_take(thread))) {
        bool taken = good && audit_workbook_append(thread->workbook, report, &thread->error);
        if (!taken) {
            partner_report_free(report);
        }
        if (good && !(taken && document_pool_push(thread->pool, report))) {
            good = false;
            fail(thread);
        }
    }
    if (good && thread->closing &&
        !(audit_workbook_close(thread->workbook, thread->closing, &thread->error) &&
          output_hashes_add(thread->hashes, thread->name, &thread->error))) {
        fail(thread);
    }
    return NULL;
}

workbook_thread *workbook_thread_new(audit_workbook *workbook, const char *name,
                                     document_pool *pool, output_hashes *hashes)
{
    workbook_thread *thread = g_new0(workbook_thread, 1);
    thread->workbook = workbook;
    thread->name = name;
    thread->pool = pool;
    thread->hashes = hashes;
    g_mutex_init(&thread->mutex);
    g_cond_init(&thread->changed);
    g_queue_init(&thread->reports);
    thread->thread = g_thread_new("workbook", workbook_write, thread);
    return thread;
}

bool workbook_thread_push(workbook_thread *thread, struct partner_report *report)
{
    g_mutex_lock(&thread->mutex);
    while (thread->reports.length >= REPORTS_IN_HAND_MAX) {
        g_cond_wait(&thread->changed, &thread->mutex);
    }
    bool good = !thread->failed;
    g_queue_push_tail(&thread->reports, report);
    g_cond_broadcast(&thread->changed);
    g_mutex_unlock(&thread->mutex);
    return good;
}

void workbook_thread_close(workbook_thread *thread, const struct audit_closing *closing)
{
    g_mutex_lock(&thread->mutex);
    thread->closing = closing;
    thread->ended = true;
    g_cond_broadcast(&thread->changed);
    g_mutex_unlock(&thread->mutex);
}

bool workbook_thread_finish(workbook_thread *thread, GError **error)
{
    g_thread_join(thread->thread);
    bool good = thread->error == NULL;
    if (!good) {
        g_propagate_error(error, g_steal_pointer(&thread->error));
    }
    g_mutex_clear(&thread->mutex);
    g_cond_clear(&thread->changed);
    g_free(thread);
    return good;
}
