% Times one row on PeTTa: swipl -q -s petta.pl -- FOLDER DEFINITIONS FORM silent
% (the folder of PeTTa, and two files). Writes the seconds of loading and of one evaluation of the compiled form, and its
% results, a line each.

:- initialization(main, main).

main :-
    current_prolog_flag(argv, [Folder, Definitions, FormFile | _]),
    atom_concat(Folder, '/src/metta', System),
    load_files(user:System, [silent(true)]),
    statistics(cputime, Start),
    load_metta_file(Definitions, _),
    statistics(cputime, Loaded),
    Load is Loaded - Start,
    read_file_to_string(FormFile, Text, []),
    sread(Text, Term),
    translate_expr([collapse, Term], Goals, Result),
    conjunction(Goals, Body),
    assertz((bench_goal(Result) :- Body)),
    bench_goal(Found),
    best(1, Seconds),
    format("~w~n~w~n", [Load, Seconds]),
    forall(member(One, Found), (swrite(One, Written), format("~w~n", [Written]))),
    halt.

conjunction([], true).
conjunction([Goal], Goal) :- !.
conjunction([Goal | Goals], (Goal, Rest)) :- conjunction(Goals, Rest).

best(N, Seconds) :-
    sample(N, Spent),
    (   Spent < 0.05
    ->  More is N * 2, best(More, Seconds)
    ;   Spent > 1
    ->  Seconds is Spent / N
    ;   sample(N, Second), sample(N, Third),
        Seconds is min(Spent, min(Second, Third)) / N
    ).

sample(N, Spent) :-
    statistics(cputime, Start),
    forall(between(1, N, _), bench_goal(_)),
    statistics(cputime, End),
    Spent is End - Start.
