// shout: a stage in C++, which has no GALLEY_STAGE before C++20: the same constant, written out.
#include <galley/stage.h>

#include <string>

namespace {

galley_verdict process(const void *, void *, galley_article *article) {
    const galley_text title = galley_article_text(article, "title");
    std::string loud(title.ptr ? title.ptr : "", title.len);
    for (char &letter : loud)
        if (letter >= 'a' && letter <= 'z')
            letter = static_cast<char>(letter - 'a' + 'A');
    return galley_article_set_text(article, "title", galley_text_part(loud.data(), loud.size()));
}

const char *const fields[] = {"title", nullptr};

galley_stage_type describe() {
    galley_stage_type type{};
    type.abi = GALLEY_ABI;
    type.size = sizeof type;
    type.name = "shout";
    type.version = "1.0";
    type.about = "puts the title in capital letters";
    type.reads = fields;
    type.writes = fields;
    type.process = process;
    return type;
}

} // namespace

extern "C" {
extern GALLEY_API const galley_stage_type galley_stage;
const galley_stage_type galley_stage = describe();
}
