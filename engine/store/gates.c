#include "engine/store/gates.h"

#include <stdarg.h>
#include <string.h>

#include "engine/store/db.h"
#include "engine/store/sha256.h"

G_DEFINE_QUARK(gates - error - quark, gates_error)

struct gates *gates_new(const char *command, struct period period)
{
    char month[PERIOD_TEXT_SIZE];
    struct gates *gates = g_new0(struct gates, 1);
    store_period_text(period, month);
    gates->raised = g_array_new(FALSE, TRUE, sizeof(struct gate));
    gates->texts = g_string_chunk_new(1024);
    gates->command = g_strdup_printf("%s %s", command, month);
    return gates;
}

void gates_free(struct gates *gates)
{
    if (gates) {
        g_array_unref(gates->raised);
        g_string_chunk_free(gates->texts);
        g_free(gates->command);
        g_free(gates);
    }
}

void gates_raise(struct gates *gates, enum gate_code code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *saw = g_strdup_vprintf(format, values);
    va_end(values);
    const struct gate gate = {.code = code, .saw = g_string_chunk_insert(gates->texts, saw)};
    g_array_append_val(gates->raised, gate);
}

static void tokens_make(struct gates *gates, const char *seen)
{
    for (guint i = 0; i < gates->raised->len; i++) {
        struct gate *gate = &g_array_index(gates->raised, struct gate, i);
        g_autofree char *all = g_strdup_printf("%s\n%s\n%s\n%s", gates->command,
                                               gate_words[gate->code], gate->saw, seen);
        char hash[SHA256_TEXT_SIZE];
        sha256_of(all, strlen(all), hash);
        g_strlcpy(gate->token, hash, GATE_TOKEN_SIZE);
    }
}

/* "THIN_EXPORT:3f9c". */
static bool confirmation_take(struct gates *gates, const char *confirmation)
{
    bool found = false;
    for (guint i = 0; i < gates->raised->len; i++) {
        struct gate *gate = &g_array_index(gates->raised, struct gate, i);
        g_autofree char *expected = g_strdup_printf("%s:%s", gate_words[gate->code], gate->token);
        if (strcmp(expected, confirmation) == 0) {
            gate->confirmed = true;
            found = true;
        }
    }
    return found;
}

static bool confirmations_take(struct gates *gates, char *const *confirmations, GError **error)
{
    for (; confirmations && *confirmations; confirmations++) {
        g_auto(GStrv) parts = g_strsplit(*confirmations, ",", -1);
        for (size_t i = 0; parts[i]; i++) {
            if (!confirmation_take(gates, parts[i])) {
                g_set_error(error, GATES_ERROR, GATES_ERROR_UNKNOWN,
                            "--confirm: %s is no gate that stands before this %s; without "
                            "--confirm the command names those that do, with their tokens",
                            parts[i], gates->command);
                return false;
            }
        }
    }
    return true;
}

bool gates_pass(struct gates *gates, const char *seen, char *const *confirmations,
                const char *consequence, GError **error)
{
    tokens_make(gates, seen);
    if (!confirmations_take(gates, confirmations, error)) {
        return false;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) confirm = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; i < gates->raised->len; i++) {
        const struct gate *gate = &g_array_index(gates->raised, struct gate, i);
        const char *name = gate_words[gate->code];
        if (!gate->confirmed) {
            count++;
            g_string_append_printf(text, "%s:%s: %s; %s\n", name, gate->token, gate->saw,
                                   gate_mends[gate->code]);
        }
        g_string_append_printf(confirm, "%s%s:%s", i > 0 ? "," : "", name, gate->token);
    }
    if (count == 0) {
        g_autoptr(GDateTime) clock = g_date_time_new_now_utc();
        g_autofree char *now = g_date_time_format(clock, "%Y-%m-%dT%H:%M:%SZ");
        gates->passed_at = g_string_chunk_insert(gates->texts, now);
        return true;
    }
    g_set_error(error, GATES_ERROR, GATES_ERROR_STAND,
                "%s%u gate%s; %s\nIf all of it is meant to be so:\n  --confirm %s", text->str,
                count, count == 1 ? "" : "s", consequence, confirm->str);
    return false;
}

char *gates_text(const struct gates *gates)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < gates->raised->len; i++) {
        const struct gate *gate = &g_array_index(gates->raised, struct gate, i);
        g_string_append_printf(text, "%s%s: %s; %s", i > 0 ? "\n" : "", gate_words[gate->code],
                               gate->saw, gate_mends[gate->code]);
    }
    return g_string_free(text, FALSE);
}

GArray *gates_confirmations(const struct gates *gates, const char *login)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct confirmation));
    for (guint i = 0; i < gates->raised->len; i++) {
        const struct gate *gate = &g_array_index(gates->raised, struct gate, i);
        if (gate->confirmed) {
            const struct confirmation row = {gate_words[gate->code], gate->token, gate->saw,
                                             g_string_chunk_insert_const(gates->texts, login),
                                             gates->passed_at};
            g_array_append_val(rows, row);
        }
    }
    return rows;
}
