#include "overlap/script/outline.h"

#include "overlap/script/steps.h"

namespace overlap::script {

namespace {

// What clients take such a piece for.
QByteArrayView typeOf(Kind piece)
{
    switch (piece) {
    case Kind::Text: return "text/plain; charset=utf-8";
    case Kind::Json: return "application/json";
    case Kind::Lines: return "application/x-ndjson";
    case Kind::Events: return "text/event-stream";
    default: return "application/octet-stream";
    }
}

void addPiece(Outline &outline, const Step &piece)
{
    if (!outline.hasPiece && !outline.head.headers.contains("Content-Type"))
        outline.head.headers.append("Content-Type", typeOf(piece.kind));
    outline.hasPiece = true;
    if (outline.length < 0)
        return;
    if (piece.kind == Kind::Send)
        outline.length += piece.argument.number;
    else if (piece.kind == Kind::Text || piece.kind == Kind::Json)
        outline.length += piece.argument.text.size();
    else
        outline.length = -1;
}

Outline::Framing framingOf(const Outline &outline, const Step *chosen)
{
    using enum Outline::Framing;
    if (chosen && chosen->kind != Kind::Length)
        return chosen->kind == Kind::Chunked ? Chunked : UntilClose;
    // A body that breaks off has no size, unless the script announces one.
    const bool isKnown = outline.length >= 0 && !(outline.breaksOff && outline.hasPiece);
    return chosen || isKnown ? Length : Chunked;
}

} // namespace

Settings settingsOf(const Script &script)
{
    Settings settings;
    for (const Step &step : script.steps) {
        if (step.kind == Kind::Seed)
            settings.seed = step.argument.number;
        else if (step.kind == Kind::Key)
            settings.key = step.argument.text;
        else if (step.kind == Kind::Fail)
            settings.failures = step.argument.number;
        else if (step.kind == Kind::Limit)
            settings.limit = step.argument.number;
    }
    return settings;
}

QList<Step> stepsFor(const Script &script, bool fails)
{
    QList<Step> taken;
    bool takes = true;
    for (const Step &step : script.steps) {
        if (step.kind == Kind::Fail)
            takes = fails;
        else if (step.kind == Kind::Then)
            takes = !fails;
        else if (takes && !isSetting(step.kind))
            taken += step;
    }
    // Usually those are all of them, which then need no memory of their own.
    return taken.size() == script.steps.size() ? script.steps : taken;
}

Outline outlineOf(const QList<Step> &steps)
{
    Outline outline;
    const Step *framing = nullptr;
    for (const Step &step : steps) {
        if (step.kind == Kind::Status)
            outline.head.status = http::Status(step.argument.number);
        else if (step.kind == Kind::Header)
            outline.head.headers.append(step.argument.name, step.argument.text);
        else if (step.kind == Kind::Type)
            outline.head.headers.append("Content-Type", step.argument.text);
        else if (isPiece(step.kind))
            addPiece(outline, step);
        else if (isFraming(step.kind))
            framing = &step;
        else if (endsAnswer(step.kind))
            outline.breaksOff = true;
    }
    outline.framing = framingOf(outline, framing);
    if (framing && framing->argument.number > 0)
        outline.length = framing->argument.number;
    else if (outline.framing != Outline::Framing::Length)
        outline.length = -1;
    return outline;
}

} // namespace overlap::script
