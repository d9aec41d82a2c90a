#include "tests/engine/core/example_expect.h"

#include <stdarg.h>
#include <string.h>

void answer_must(struct answer *answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(answer->clauses, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void answer_may(struct answer *answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *clause = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(answer->clauses, clause);
    g_ptr_array_add(answer->unspoken, clause);
}

static bool clauses_have(const GPtrArray *clauses, const char *clause)
{
    for (guint i = 0; i < clauses->len; i++) {
        if (strcmp(clauses->pdata[i], clause) == 0) {
            return true;
        }
    }
    return false;
}

static bool answer_meets(const struct answer *answer, const char *const *expected)
{
    for (size_t i = 0; expected[i]; i++) {
        if (!clauses_have(answer->clauses, expected[i])) {
            return false;
        }
    }
    for (guint i = 0; i < answer->clauses->len; i++) {
        if (!clauses_have(answer->unspoken, answer->clauses->pdata[i]) &&
            !g_strv_contains(expected, answer->clauses->pdata[i])) {
            return false;
        }
    }
    return true;
}

static char *answer_text(const struct answer *answer)
{
    GString *text = g_string_new("");
    for (guint i = 0; i < answer->clauses->len; i++) {
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)answer->clauses->pdata[i]);
    }
    return g_string_free(text, FALSE);
}

static bool answer_find(const example_world *world, struct words *words, struct answer *answer)
{
    const struct answer_word *lists[] = {verdict_answers, month_answers, issued_answers};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (const struct answer_word *row = lists[i]; row->word; row++) {
            if (words_take(words, row->word)) {
                return row->answer(world, words, answer) &&
                       (words_end(words) || words_fail(words, "\"=\""));
            }
        }
    }
    return words_fail(words, "something that can be expected");
}

bool expectation_holds(const example_world *world, const char *line, char **ret_problem)
{
    g_auto(GStrv) sides = g_strsplit(line, " = ", 2);
    g_auto(GStrv) expected = g_strsplit(sides[1], ", ", -1);
    g_auto(example_words) words = words_new(sides[0], world->zone);
    struct answer answer = {g_ptr_array_new_with_free_func(g_free), g_ptr_array_new()};
    bool holds = false;
    if (!answer_find(world, &words, &answer)) {
        *ret_problem = g_steal_pointer(&words.problem);
    } else if (!answer_meets(&answer, (const char *const *)expected)) {
        g_autofree char *got = answer_text(&answer);
        *ret_problem = g_strdup_printf("expected %s, got %s", line, got);
    } else {
        holds = true;
    }
    g_ptr_array_unref(answer.unspoken);
    g_ptr_array_unref(answer.clauses);
    return holds;
}

const struct world_appointment *world_appointment_find(const example_world *world, const char *id)
{
    for (guint i = 0; i < world->appointments->len; i++) {
        const struct world_appointment *row =
            &g_array_index(world->appointments, struct world_appointment, i);
        if (strcmp(row->appointment.appointment_id, id) == 0) {
            return row;
        }
    }
    return NULL;
}
