#include "engine/store/stop.h"

#include <pthread.h>
#include <signal.h>

#include "engine/store/store.h"

static volatile sig_atomic_t asked;
static volatile sig_atomic_t deferred;

static const int heard[] = {SIGINT, SIGTERM, SIGHUP};

static void stop_ask(int signal_number)
{
    asked = signal_number;
}

void stop_watch(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(heard); i++) {
        struct sigaction before;
        /* No SA_RESTART: who waits for a line of the terminal is not to wait on. */
        struct sigaction action = {.sa_handler = stop_ask, .sa_flags = (int)SA_RESETHAND};
        sigemptyset(&action.sa_mask);
        if (sigaction(heard[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(heard[i], &action, NULL);
        }
    }
}

int stop_asked(void)
{
    return deferred ? 0 : asked;
}

bool stop_check(GError **error)
{
    if (stop_asked()) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_STOPPED, "stopped");
        return false;
    }
    return true;
}

static void mask_set(int how)
{
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < G_N_ELEMENTS(heard); i++) {
        sigaddset(&signals, heard[i]);
    }
    pthread_sigmask(how, &signals, NULL);
}

void stop_defer(void)
{
    mask_set(SIG_BLOCK);
    deferred = 1;
}

void stop_hear(void)
{
    deferred = 0;
    mask_set(SIG_UNBLOCK);
}

bool stop_is_past(void)
{
    return deferred != 0;
}
