#pragma once

#include "overlap/scenario/scenario.h"

namespace overlap::scenario {

// Pure. Why a file is no scenario: where, for people, and a sentence that says what was expected.
struct Error
{
    int line = 0; // from 1; 0: in no file
    int column = 0;
    QString text;

    QString sentence(const QString &file) const; // "rules.json:3:12: …"
};

// Pure. A scenario as JSON; the format is in resources/docs/scenarios.md. It is taken whole or not
// at all: a key or a value that nobody knows is an error. Names of files and folders are relative
// to `dir`, which is absolute.
std::variant<Scenario, Error> read(QByteArrayView text, const QString &dir);

// Pure. One rule of a file alone.
std::variant<Rule, Error> readRule(QByteArrayView text, const QString &dir);

// Pure. The inverse, with a rule on each line: read(print(scenario, dir), dir) is the scenario.
QByteArray print(const Scenario &scenario, const QString &dir);
QByteArray print(const Rule &rule, const QString &dir); // one line, without a line break

// Pure. A scenario of one rule that takes all requests; for the command line. The error has no
// place.
std::variant<Scenario, Error> folderScenario(const QString &path, bool lists, const QString &dir);
std::variant<Scenario, Error> upstreamScenario(const QString &url);

// Pure. From "http://localhost:3000/base"; or what is wrong with it: a sentence.
std::variant<QUrl, QString> upstreamFrom(const QString &text);

} // namespace overlap::scenario
