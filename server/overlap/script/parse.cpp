#include "overlap/script/parse.h"

#include "overlap/script/order.h"
#include "overlap/script/query.h"
#include "overlap/script/steps.h"
#include "overlap/text/format.h"

namespace overlap::script {

namespace {

// Not so much that a sentence gets long, and no half characters.
QByteArray shown(QByteArrayView bytes)
{
    constexpr qsizetype most = 60;
    qsizetype size = qMin(most, bytes.size());
    while (size > 0 && size < bytes.size() && (uchar(bytes[size]) & 0xc0) == 0x80)
        --size;
    const QByteArray text = text::plainText(bytes.first(size)).toUtf8();
    return size < bytes.size() ? text + "..." : text;
}

QByteArray unknown()
{
    QByteArray text("is no step; these are:");
    for (const StepRow &row : steps())
        text.append(row.kind == Kind{} ? " " : ", ").append(row.word);
    return text;
}

// One step. What `step` and `position` are is not known here.
std::variant<Step, ScriptError> stepFrom(QByteArrayView text)
{
    const Item item = itemFrom(text);
    const auto word = decoded(item.name);
    const auto argument = decoded(item.value);
    const auto error = [&](std::optional<QByteArray> got, const QByteArray &takes) {
        return ScriptError{
            .word = word.value_or(item.name.toByteArray()), .got = std::move(got), .takes = takes};
    };
    if (text.isEmpty())
        return error({}, "is empty: a step stands before and behind each &");
    if (!word || !argument)
        return error({}, notEncoded);
    const StepRow *row = rowNamed(*word);
    if (!row)
        return error({}, unknown());
    if (auto value = row->form->read(*argument))
        return Step{row->kind, *std::move(value)};
    return error(argument, row->form->takes);
}

// An argument is good if it can be printed and read again.
std::optional<ScriptError> checkArgument(const Step &step)
{
    const StepRow &row = rowOf(step.kind);
    const QByteArray printed = row.form->print(step.argument);
    if (row.form->read(printed) == step.argument)
        return std::nullopt;
    return ScriptError{.word = row.word, .got = printed, .takes = row.form->takes};
}

} // namespace

QByteArray sentenceOf(const ScriptError &error)
{
    QByteArray text;
    if (error.step > 0)
        text += "Step " + QByteArray::number(error.step) + (error.word.isEmpty() ? " " : ": ");
    if (!error.word.isEmpty())
        text += shown(error.word) + ' ';
    text += error.takes;
    if (error.got)
        text +=
            error.got->isEmpty() ? ", but got nothing" : ", but got \"" + shown(*error.got) + '"';
    return text + '.';
}

std::variant<Script, ScriptError> parse(QByteArrayView query)
{
    const QByteArrayView whole = query;
    QList<qsizetype> positions;
    Script script;
    const auto located = [&](ScriptError error, int step) { // from 1
        error.step = step;
        error.position = positions[step - 1];
        return error;
    };
    if (query.isEmpty())
        return script;
    // One more than may be, so that the check finds it.
    while (!query.isNull() && script.steps.size() <= mostSteps) {
        positions += query.data() - whole.data();
        auto step = stepFrom(takeItem(query));
        if (auto *error = std::get_if<ScriptError>(&step))
            return located(std::move(*error), int(positions.size()));
        script.steps += std::get<Step>(std::move(step));
    }
    if (const auto error = checkOrder(script.steps))
        return located(*error, error->step);
    return script;
}

QByteArray print(const Script &script)
{
    QByteArray text;
    for (const Step &step : script.steps) {
        const StepRow &row = rowOf(step.kind);
        if (!text.isEmpty())
            text += '&';
        text += row.word;
        const QByteArray argument = row.form->print(step.argument);
        if (!argument.isEmpty())
            text += '=' + encoded(argument);
    }
    return text;
}

std::optional<ScriptError> check(const Script &script)
{
    for (qsizetype i = 0; i < script.steps.size(); ++i) {
        if (auto error = checkArgument(script.steps[i])) {
            error->step = int(i) + 1;
            return error;
        }
    }
    return checkOrder(script.steps);
}

} // namespace overlap::script
