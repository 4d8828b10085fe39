"""The optional model: loaded from files alone, refused when they are not whole, kept with the index."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from builders import corpus_folder, document
from retrieval import semantic
from retrieval.archive import Archive, open_archive
from retrieval.errors import ModelError
from retrieval.index import index_document
from retrieval.live import LiveArchive
from retrieval.semantic import SentenceModel, load_model
from tiny_model import (
    PLACES,
    VOCABULARY,
    WIDTH,
    model_folder,
    provide_runtime,
    random_weights,
    reference,
    safetensors,
    tokenizer_json,
)

HARBOUR = "The harbour was closed in winter. Nobody knew why."
PACKAGED = all(map(importlib.util.find_spec, (semantic.PACKAGE, *semantic.RUNTIME)))


@pytest.fixture(autouse=True)
def _runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    provide_runtime(monkeypatch)


def loaded(folder: Path) -> SentenceModel:
    """The model in `folder`, which has to be one."""
    model = load_model(folder)
    assert model is not None
    return model


def vectors_of(archive: Archive) -> np.ndarray:
    """The vectors kept with an archive's index."""
    return archive._generation.index.sentence_vector


def test_a_text_has_the_vector_of_its_tokens(tmp_path: Path) -> None:
    """A text is tokenized as the model's own tokenizer says, unknown words and all."""
    model = loaded(model_folder(tmp_path / "model"))
    words = ["[CLS]", "the", "harbour", "was", "[UNK]", "[SEP]"]

    found = model.vectors(["The harbour was flooded"])[0]

    expected = reference(random_weights(), [VOCABULARY[word] for word in words])
    np.testing.assert_allclose(found, expected, atol=5e-3)
    assert model.dimensions == WIDTH


def test_a_long_text_is_cut_off_at_what_the_model_takes(tmp_path: Path) -> None:
    """Words beyond the model's longest text change nothing, and `max_seq_length` makes it shorter."""
    folder = model_folder(tmp_path / "model")
    text = " ".join(["harbour", "lamp"] * PLACES)

    full = loaded(folder).vectors([text, " ".join(text.split()[: PLACES - 2])])
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 5}))
    short = loaded(folder).vectors([text, "harbour lamp harbour"])

    np.testing.assert_allclose(full[0], full[1], atol=1e-6)
    np.testing.assert_allclose(short[0], short[1], atol=1e-6)
    assert not np.allclose(full[0], short[0], atol=1e-3)


def test_similarity_is_the_cosine_between_0_and_1(tmp_path: Path) -> None:
    """A sentence is wholly like itself, never less than not at all alike, and a row of zeros is like none."""
    model = loaded(model_folder(tmp_path / "model"))
    vectors = model.vectors([HARBOUR, "The mountain road was open."])
    matrix = np.concatenate([vectors, -vectors, np.zeros((1, WIDTH))]).astype(np.float16)

    found = model.similar(vectors[0], matrix)

    cosine = float(vectors[0] @ vectors[1])
    assert found == pytest.approx([1, max(cosine, 0), 0, max(-cosine, 0), 0], abs=2e-3)
    assert found.min() >= 0
    assert found.max() <= 1


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """Without one of the files it needs, the model is refused with that file's name."""
    folder = model_folder(tmp_path / "model")
    (folder / name).unlink()

    with pytest.raises(ModelError) as caught:
        load_model(folder)

    assert (caught.value.code, caught.value.file) == ("missing", name)


@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "1_Pooling/config.json",
        "modules.json",
        "sentence_bert_config.json",
    ],
)
@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b'{"a": 1}'])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    """A file that holds something else is refused with its name, wherever it can be told."""
    folder = model_folder(tmp_path / "model")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    if content == b'{"a": 1}' and name in ("1_Pooling/config.json", "sentence_bert_config.json"):
        assert load_model(folder) is not None  # it says nothing of what matters, and need not
        return

    with pytest.raises(ModelError) as caught:
        load_model(folder)

    assert caught.value.file == name
    assert caught.value.code in ("damaged", "unsupported")


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    """Weights of another shape than the configuration's, or fewer than the tokenizer's words, are refused."""
    other = model_folder(tmp_path / "other", intermediate_size=25)
    few = random_weights()
    few["embeddings.word_embeddings.weight"] = few["embeddings.word_embeddings.weight"][:-1]
    fewer = model_folder(tmp_path / "fewer", few)
    torn = model_folder(tmp_path / "torn")
    (torn / "model.safetensors").write_bytes(safetensors(random_weights())[:-1])

    for folder, file in (
        (other, "model.safetensors"),
        (fewer, "tokenizer.json"),
        (torn, "model.safetensors"),
    ):
        with pytest.raises(ModelError) as caught:
            load_model(folder)
        assert (caught.value.code, caught.value.file) == ("damaged", file)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("modules.json", [{"type": "sentence_transformers.models.Dense"}]),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
    ],
)
def test_a_network_of_another_kind_is_refused(tmp_path: Path, file: str, content: object) -> None:
    """What would be computed wrongly is not computed at all."""
    folder = model_folder(tmp_path / "model", **(content if file == "config.json" else {}))  # type: ignore[arg-type]  # a dict there
    if file != "config.json":
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(json.dumps(content))

    with pytest.raises(ModelError) as caught:
        load_model(folder)

    assert (caught.value.code, caught.value.file) == ("unsupported", file)


def test_pooling_follows_the_models_own_settings(tmp_path: Path) -> None:
    """A model that says so gives the vector of the first token instead of the mean."""
    folder = model_folder(tmp_path / "model")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling/config.json").write_text(
        json.dumps({"word_embedding_dimension": WIDTH, "pooling_mode_cls_token": True})
    )
    tokens = [VOCABULARY[word] for word in ("[CLS]", "lamp", "green", "[SEP]")]

    found = loaded(folder).vectors(["lamp green"])[0]

    np.testing.assert_allclose(found, reference(random_weights(), tokens, first_only=True), atol=5e-3)


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ("---\nlanguage: en\n---\n", {"en"}),
        ("---\nlicense: mit\nlanguage: [en, fa]\ntags: [de]\n---\n", {"en", "fa"}),
        ("---\nlanguage:\n- en\n- fa\ntags:\n- de\n---\n", {"en", "fa"}),
        ("---\nlanguage:\n  - multilingual\n  - en\n---\n", set()),
        ("---\nlicense: mit\n---\n\nlanguage: en\n", set()),
        ("# No front matter\n", set()),
    ],
)
def test_languages_are_those_of_the_model_card(tmp_path: Path, card: str, languages: set[str]) -> None:
    """The languages a card names are the model's; without any, or with many, it is held to know all."""
    folder = model_folder(tmp_path / "model")
    (folder / "README.md").write_text(card)

    model = loaded(folder)

    assert model.languages == languages
    assert model.speaks("fa-IR") == (not languages or "fa" in languages)
    assert model.speaks("EN-gb")
    assert model.speaks(None) == (not languages)


def test_the_fingerprint_is_that_of_what_vectors_depend_on(tmp_path: Path) -> None:
    """Other weights, another tokenizer or another length is another model; another place is not."""
    first = loaded(model_folder(tmp_path / "a"))
    assert loaded(model_folder(tmp_path / "b")).fingerprint == first.fingerprint

    others = [model_folder(tmp_path / name) for name in ("c", "d", "e")]
    (others[0] / "model.safetensors").write_bytes(safetensors(random_weights(1)))
    (others[1] / "tokenizer.json").write_text(tokenizer_json().replace("harbour", "quay"))
    (others[2] / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 5}))

    assert len({first.fingerprint, *(loaded(folder).fingerprint for folder in others)}) == 4


def test_without_a_package_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no package carries a model and no folder is given, there is none, and nothing is wrong."""
    monkeypatch.setattr(semantic, "PACKAGE", "no_such_package_anywhere")

    assert load_model() is None


def test_the_packages_model_is_found_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that carries a model is only a folder: its code, which asks for more, does not run."""
    model_folder(tmp_path / "carrier_of_a_model" / "model")
    (tmp_path / "carrier_of_a_model" / "__init__.py").write_text("raise RuntimeError('imported')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(semantic, "PACKAGE", "carrier_of_a_model")

    assert load_model() is not None


def test_without_the_extra_a_given_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a model and has not installed the extra is told so; else there is just no model."""
    monkeypatch.setattr(semantic, "RUNTIME", ("no_such_runtime_anywhere",))

    assert load_model() is None
    with pytest.raises(ModelError) as caught:
        load_model(model_folder(tmp_path / "model"))
    assert caught.value.code == "extra"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A folder that is missing is named."""
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path / "nowhere")

    assert caught.value.code == "no_folder"
    assert str(tmp_path / "nowhere") in str(caught.value)


def test_who_has_no_model_imports_no_runtime(tmp_path: Path) -> None:
    """An archive without a model answers without the tokenizer's library, or any network's, in memory."""
    corpus = corpus_folder(tmp_path / "corpus", {"a.txt": HARBOUR})
    code = (
        "import sys, pathlib, retrieval\n"
        f"archive = retrieval.open_archive(pathlib.Path({str(corpus)!r}))\n"
        "assert archive.ask('When was the harbour closed?').quotes\n"
        "found = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(found & {'tokenizers', 'threadpoolctl', 'huggingface_hub', 'torch'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )

    assert done.stdout == "[]\n"


def test_an_index_keeps_the_vectors_of_sentences_under_their_headings(tmp_path: Path) -> None:
    """Each sentence has the vector of its heading, or of the title, and itself."""
    model = loaded(model_folder(tmp_path / "model"))
    text = "The harbour was closed in winter.\n\nMountain road\n\nNobody knew why. The lamp was green."
    part = index_document(document(text, title="The keeper", language="en"), (), model)

    expected = model.vectors(
        [
            "The keeper. The harbour was closed in winter.",
            "Mountain road. Nobody knew why.",
            "Mountain road. The lamp was green.",
        ]
    )
    assert part.sentence_vector.dtype == np.float16
    np.testing.assert_allclose(part.sentence_vector, expected, atol=2e-3)


def test_without_a_model_vectors_have_no_numbers() -> None:
    """An index made without a model has a row of no numbers a sentence."""
    part = index_document(document(HARBOUR))

    assert part.sentence_vector.shape == (2, 0)


def test_sentences_in_a_language_the_model_does_not_know_have_no_vector(tmp_path: Path) -> None:
    """What the model would make of them means nothing, so that they are like nothing."""
    model = loaded(model_folder(tmp_path / "model"))
    part = index_document(document(HARBOUR, language="fa"), (), model)

    assert part.sentence_vector.shape == (2, WIDTH)
    assert not part.sentence_vector.any()


FILES = {
    "a.md": f"---\nlanguage: en\n---\n\n{HARBOUR}\n",
    "b.md": "---\nlanguage: en\n---\n\nThe mountain road was open.\n",
}


def test_vectors_are_kept_and_taken_over(tmp_path: Path) -> None:
    """After any change, the index holds what one made from nothing would, and reads only what changed."""
    model = loaded(model_folder(tmp_path / "model"))
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    live = LiveArchive(corpus, tmp_path / "index", model=model)
    assert vectors_of(live.archive).shape == (3, WIDTH)

    corpus_folder(corpus, {"aa.md": "---\nlanguage: en\n---\n\nThe lamp was green. The keeper left.\n"})
    (corpus / "b.md").unlink()
    live.reload()

    fresh = open_archive(corpus, model=model)
    np.testing.assert_array_equal(vectors_of(live.archive), vectors_of(fresh))
    assert vectors_of(fresh).shape == (4, WIDTH)


def test_an_empty_archive_has_no_vectors(tmp_path: Path) -> None:
    """An archive without a document is as sound with a model as without."""
    model = loaded(model_folder(tmp_path / "model"))
    archive = open_archive(corpus_folder(tmp_path / "corpus", {}), tmp_path / "index", model=model)

    assert len(vectors_of(archive)) == 0


def test_another_model_makes_the_index_anew(tmp_path: Path) -> None:
    """An index is used only with the model that made it; with another, or none, all is read again."""
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    first = loaded(model_folder(tmp_path / "first"))
    second = loaded(model_folder(tmp_path / "second", random_weights(1)))

    for model in (None, first, first, second, None):
        kept = open_archive(corpus, tmp_path / "index", model=model)
        np.testing.assert_array_equal(vectors_of(kept), vectors_of(open_archive(corpus, model=model)))


@pytest.mark.skipif(not PACKAGED, reason="the package with a model, and the extra, are not installed")
def test_the_packages_model_knows_what_is_meant() -> None:
    """Of four sentences, the one that says the same in other words is the nearest, for each of them."""
    model = load_model()
    assert model is not None
    pairs = [
        ("The ferry stopped running because of the storm.", "Bad weather halted the boats."),
        ("The keeper was paid very little.", "The salary of the guardian was low."),
        ("Children learned to read in the old mill.", "Pupils were taught in a former grain factory."),
        ("The court threw out the complaint.", "Judges dismissed the case."),
    ]
    asked, said = (model.vectors(texts) for texts in zip(*pairs, strict=True))

    assert [int(model.similar(vector, said).argmax()) for vector in asked] == [0, 1, 2, 3]
    assert model.languages == {"en"}
