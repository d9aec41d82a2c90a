#ifndef ENGINE_STORE_FACTS_KNOWN_H
#define ENGINE_STORE_FACTS_KNOWN_H

/* SQL for "the row of this alias was known at the batch of this parameter". */
#define KNOWN_AT(alias, batch)                                                                     \
    alias ".known_from <= " batch " AND (" alias ".known_until IS NULL OR " alias                  \
          ".known_until > " batch ")"

#endif
