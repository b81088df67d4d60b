"""Sequences: views of collections, lazy ones, chunks. They decline as the primitives of ``persistent`` do."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%seq", "any", "sequence of the items of a collection; nil if there are none", forces=True),
    Prim("%first", "any", "first item, or nil", forces=True),
    Prim("%next", "any", "sequence behind the first item, or nil", forces=True),
    Prim("%rest", "any", "what is behind the first item, perhaps empty", forces=True),
    Prim("%second", "any", "second item, or nil", forces=True),
    Prim("%nthnext", "any, fixnum", "sequence behind so many items, or nil"),
    Prim("%cons", "any, any", "sequence of an item and those of a collection"),
    Prim("%rseq", "any", "sequence of a vector or sorted collection, backwards, or nil"),
    Prim("%keys", "any", "sequence of the keys of a map, or nil"),
    Prim("%vals", "any", "sequence of the values of a map, or nil"),
    Prim("%range", "any, any, any", "sequence from a start to before an end by a step, all of them small integers"),
    # lazy ones
    Prim("%lazy", "procedure", "sequence that the procedure computes when it is asked for"),
    Prim("%lazily", "fixnum, any, any", "sequence that a procedure and a collection give, by its kind: LAZY_MAP, ..."),
    Prim("%lazy-thunk", "lazy sequence", "its procedure, or false when it is realised"),
    Prim("%lazy-set!", "lazy sequence, any", "what its procedure returned"),
    Prim("%lazy-pending", "any", "the lazy sequence that must be realised before this one is, or false"),
    Prim("%realized?", "any", "is a lazy sequence realised?"),
    # chunks
    Prim("%chunked-seq?", "any", "does a sequence have chunks?", pure=True),
    Prim("%chunk-first", "sequence view", "vector of the items of its first chunk"),
    Prim("%chunk-rest", "sequence view", "what is behind its first chunk, perhaps empty"),
    Prim("%chunk-next", "sequence view", "sequence behind its first chunk, or nil"),
    Prim("%chunk-cons", "persistent vector, any", "sequence of the items of a vector and those of another sequence"),
    # kinds
    Prim("%lazy?", "any", "is it a lazy sequence?", pure=True),
    Prim("%seq-view?", "any", "is it a view of a collection?", pure=True),
    Prim("%seq?", "any", "is it a sequence: of pairs, a list, a view, or lazy?", pure=True),
    Prim("%sequential?", "any", "is it a sequence or a vector?", pure=True),
    Prim("%counted?", "any", "does it know the number of its items?", pure=True),
)
