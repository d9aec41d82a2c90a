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
    while (rule < RULE_COUNT && strcmp(rule_code((enum rule)rule), code) != 0) {
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

/* The period and the zone come first: everything else is placed by them. */
static void facts_read(const struct example *example, example_world *world, GPtrArray *failures)
{
    for (int pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < example->lines->len; i++) {
            const struct example_line *line =
                &g_array_index(example->lines, struct example_line, i);
            g_autofree char *problem = NULL;
            if (!example_line_expects(line) && world_frame_line(line->text) == (pass == 0) &&
                !world_fact_read(world, line->text, &problem)) {
                fail(failures, example, line->number, problem);
            }
        }
    }
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
    guint failures_before = failures->len;
    g_autoptr(example_world) world = world_new();
    facts_read(example, world, failures);
    if (failures->len > failures_before) {
        return;
    }
    g_autofree char *problem = NULL;
    if (!world_compute(world, &problem)) {
        fail(failures, example, example->number, problem);
        return;
    }
    if (expectations_check(example, world, failures) == 0) {
        fail(failures, example, example->number, "it expects nothing");
    }
}
