#include "tests/engine/core/example.h"

#include <string.h>

#include "tests/engine/core/example_expect.h"
#include "tests/engine/core/example_world.h"

#define FENCE "```"
#define OPENING FENCE "example "

static void line_clear(void *line)
{
    g_free(((struct example_line *)line)->text);
}

static void example_free(void *data)
{
    struct example *example = data;
    g_array_unref(example->lines);
    g_free(example->title);
    g_free(example);
}

static enum rule rule_find(const char *code)
{
    int rule = 0;
    while (rule < RULE_COUNT && strcmp(rule_words[rule], code) != 0) {
        rule++;
    }
    return (enum rule)rule;
}

static struct example *example_open(const char *heading, int number)
{
    struct example *example = g_new0(struct example, 1);
    example->number = number;
    example->first_rule = RULE_COUNT;
    example->lines = g_array_new(FALSE, FALSE, sizeof(struct example_line));
    g_array_set_clear_func(example->lines, line_clear);
    g_auto(GStrv) words = g_strsplit(heading, " ", -1);
    size_t at = 0;
    for (; words[at] && rule_find(words[at]) != RULE_COUNT; at++) {
        example->rules[rule_find(words[at])] = true;
        if (at == 0) {
            example->first_rule = rule_find(words[at]);
        }
    }
    example->title = g_strjoinv(" ", words + at);
    return example;
}

GPtrArray *examples_read(const char *text)
{
    GPtrArray *examples = g_ptr_array_new_with_free_func(example_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    struct example *open = NULL;
    for (int i = 0; lines[i]; i++) {
        if (open && g_str_has_prefix(lines[i], FENCE)) {
            open = NULL;
        } else if (open && *g_strstrip(lines[i])) {
            struct example_line line = {g_strdup(lines[i]), i + 1};
            g_array_append_val(open->lines, line);
        } else if (g_str_has_prefix(lines[i], OPENING)) {
            open = example_open(lines[i] + strlen(OPENING), i + 1);
            g_ptr_array_add(examples, open);
        }
    }
    return examples;
}

bool example_line_expects(const struct example_line *line)
{
    return strstr(line->text, " = ") != NULL;
}

static void fail(GPtrArray *failures, const struct example *example, int number, const char *what)
{
    g_ptr_array_add(failures,
                    g_strdup_printf(RULES_PATH ":%d: %s: %s", number, example->title, what));
}

/* ---- facts, before and after an issue ------------------------------------------------------------ */

static const char *line_text(const struct example *example, guint index)
{
    return g_array_index(example->lines, struct example_line, index).text;
}

/* `issued`, `issued AS-AT`, `void`: what was done between the facts above and those below. */
static bool line_issues(const char *text)
{
    return strcmp(text, "issued") == 0 || g_str_has_prefix(text, "issued ");
}

static bool line_is_done(const char *text)
{
    return line_issues(text) || strcmp(text, "void") == 0;
}

/* "block B1 " of "block B1 2026-09-07": what a later line about the same takes the place of; NULL of
 * facts that have no id. The caller frees. */
static char *line_subject(const char *text)
{
    static const char *const kinds[] = {"block ", "work ",    "appointment ",
                                        "case ",  "request ", NULL};
    for (size_t i = 0; kinds[i]; i++) {
        const char *rest = g_str_has_prefix(text, kinds[i]) ? text + strlen(kinds[i]) : NULL;
        if (rest) {
            return g_strndup(text, strlen(kinds[i]) + strcspn(rest, " "));
        }
    }
    return NULL;
}

/* Whether a line below `end`, after a later issue, says the same fact anew, or that it is gone. */
static bool line_superseded(const struct example *example, guint index, guint end)
{
    g_autofree char *subject = line_subject(line_text(example, index));
    bool issued = false;
    for (guint i = index + 1; subject && i < end; i++) {
        const char *text = line_text(example, i);
        const char *said = g_str_has_prefix(text, "gone ") ? text + strlen("gone ") : text;
        g_autofree char *other = line_subject(said);
        issued = issued || line_issues(text);
        if (issued && other && strcmp(other, subject) == 0) {
            return true;
        }
    }
    return false;
}

/* The facts of the first `end` lines. The period and the zone come first: everything else is placed
 * by them. */
static void facts_read(const struct example *example, guint end, example_world *world,
                       GPtrArray *failures)
{
    for (int pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < end; i++) {
            const struct example_line *line =
                &g_array_index(example->lines, struct example_line, i);
            g_autofree char *problem = NULL;
            if (!example_line_expects(line) && !line_is_done(line->text) &&
                !g_str_has_prefix(line->text, "gone ") && !line_superseded(example, i, end) &&
                world_frame_line(line->text) == (pass == 0) &&
                !world_fact_read(world, line->text, &problem)) {
                fail(failures, example, line->number, problem);
            }
        }
    }
}

/* A world of the first `end` lines, worked out; judged as an `issued` line says, if it does. NULL where
 * it cannot be. */
static example_world *world_of(const struct example *example, guint end, const char *issued,
                               GPtrArray *failures)
{
    guint failures_before = failures->len;
    g_autoptr(example_world) world = world_new();
    g_autofree char *problem = NULL;
    facts_read(example, end, world, failures);
    if (issued && issued[0] != '\0') {
        g_autofree char *as_at = g_strconcat("as-at", issued, NULL);
        if (!world_fact_read(world, as_at, &problem)) {
            fail(failures, example, example->number, problem);
        }
    }
    if (failures->len > failures_before) {
        return NULL;
    }
    if (!world_compute(world, &problem)) {
        fail(failures, example, example->number, problem);
        return NULL;
    }
    return g_steal_pointer(&world);
}

/* What was issued of the month, issue by issue; NULL where nothing was. */
static struct example_issued *issues_make(const struct example *example, GPtrArray *failures)
{
    struct example_issued *issued = NULL;
    for (guint i = 0; i < example->lines->len; i++) {
        const char *text = line_text(example, i);
        if (line_issues(text)) {
            issued = issued ? issued : issued_new();
            g_autoptr(example_world) world =
                world_of(example, i, text + strlen("issued"), failures);
            if (world) {
                issued_take(issued, &world->facts, &world->question, world->result);
            }
        } else if (strcmp(text, "void") == 0 && issued) {
            issued_void(issued);
        }
    }
    return issued;
}

static int expectations_check(const struct example *example, example_world *world,
                              GPtrArray *failures)
{
    int count = 0;
    for (guint i = 0; i < example->lines->len; i++) {
        const struct example_line *line = &g_array_index(example->lines, struct example_line, i);
        if (example_line_expects(line)) {
            g_autofree char *problem = NULL;
            count++;
            if (!expectation_holds(world, line->text, &problem)) {
                fail(failures, example, line->number, problem);
            }
        }
    }
    return count;
}

void example_run(const struct example *example, GPtrArray *failures)
{
    struct example_issued *issued = issues_make(example, failures);
    g_autoptr(example_world) world = world_of(example, example->lines->len, NULL, failures);
    if (world) {
        world->issued = issued;
        if (expectations_check(example, world, failures) == 0) {
            fail(failures, example, example->number, "it expects nothing");
        }
    }
    issued_free(issued);
}
