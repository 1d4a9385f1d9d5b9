/* Of an article's words a signature, or of its address a hash. */
#include "comparing.h"
#include "url.h"

static article_signature *make_of_url(galley_article *article) {
    galley_arena *arena = galley_article_arena(article);
    article_signature *made = galley_arena_alloc(arena, offsetof(article_signature, verifying));
    galley_text url = url_canonical(galley_trim(galley_article_text(article, "url")), arena);
    made->kind = url.len > 0 ? SIGNATURE_SHORT : SIGNATURE_EMPTY;
    made->words = galley_hash64(url, 0);
    if (url.len == 0)
        galley_count(article, EMPTY, 1);
    return made;
}

article_signature *make_signature(const dedup *self, galley_article *article) {
    if (self->method == METHOD_URL)
        return make_of_url(article);
    galley_text title = self->with_title ? galley_article_text(article, "title") : galley_text_of(NULL);
    article_signature all;
    signature_make(self->maker, title, galley_article_text(article, self->preferred.field), &all);
    size_t bytes = signature_bytes(&all); /* many articles are on their way at once */
    article_signature *made = memcpy(galley_arena_alloc(galley_article_arena(article), bytes), &all, bytes);
    if (made->kind == SIGNATURE_EMPTY)
        galley_count(article, EMPTY, 1);
    if (made->kind == SIGNATURE_SHORT && is_near(self))
        galley_count(article, SHORT, 1);
    return made;
}
