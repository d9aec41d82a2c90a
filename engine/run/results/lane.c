#include "engine/run/results/lane.h"

void lanes_begin(struct lanes *lanes, void *job)
{
    lanes->job = job;
    g_mutex_init(&lanes->mutex);
}

void lanes_end(struct lanes *lanes)
{
    g_mutex_clear(&lanes->mutex);
}

bool lanes_good(struct lanes *lanes)
{
    g_mutex_lock(&lanes->mutex);
    const bool good = !lanes->failed;
    g_mutex_unlock(&lanes->mutex);
    return good;
}

/* Exclusive: GLib ends the program where a shared pool can have no thread. */
bool lane_open(struct lane *lane, struct lanes *of, GFunc work, int threads, guint most,
               GError **error)
{
    GError *none = NULL;
    GThreadPool *pool = g_thread_pool_new(work, of->job, threads, TRUE, &none);
    if (none) {
        g_thread_pool_free(pool, TRUE, TRUE);
        g_propagate_error(error, none);
        return false;
    }
    g_cond_init(&lane->room);
    lane->of = of;
    lane->most = most;
    lane->threads = pool;
    return true;
}

void lane_end(struct lane *lane)
{
    if (lane->threads) {
        g_thread_pool_free(lane->threads, FALSE, TRUE);
        g_cond_clear(&lane->room);
        lane->threads = NULL;
    }
}

bool lane_push(struct lane *lane, void *data)
{
    struct lanes *lanes = lane->of;
    g_mutex_lock(&lanes->mutex);
    while (lane->in_hand >= lane->most) {
        g_cond_wait(&lane->room, &lanes->mutex);
    }
    lane->in_hand++;
    const bool good = !lanes->failed;
    g_mutex_unlock(&lanes->mutex);
    g_thread_pool_push(lane->threads, data, NULL);
    return good;
}

void lane_done(struct lane *lane, bool good, GError *error)
{
    struct lanes *lanes = lane->of;
    g_mutex_lock(&lanes->mutex);
    lane->in_hand--;
    lanes->failed = lanes->failed || !good;
    if (!lanes->error) {
        lanes->error = g_steal_pointer(&error);
    }
    /* Half of it at once: who waits is not woken for a single one. */
    if (lane->in_hand == lane->most / 2) {
        g_cond_signal(&lane->room);
    }
    g_mutex_unlock(&lanes->mutex);
    g_clear_error(&error);
}
