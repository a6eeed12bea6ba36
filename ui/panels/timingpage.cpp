#include "timingpage.h"

#include "overlap/analysis/unread.h"
#include "overlap/analysis/upstreampieces.h"
#include "overlap/analysis/upstreamtext.h"
#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"
#include "widgets/plainlabel.h"

#include <QGridLayout>
#include <QScrollBar>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::lastedNs;
using analysis::PhaseSpan;
using analysis::phaseSpans;
using analysis::SelectedRequest;
using text::ageText;
using text::approximateDuration;
using text::durationText;

namespace {

// What only the client knows: how long its request was on the way.
QString clientNote(const record::ClientRequest &clientRequest)
{
    const QString before =
        QObject::tr("This window's client sent it %1 before its first byte was read here")
            .arg(durationText(clientRequest.seenNs - clientRequest.sentNs));
    if (clientRequest.isInFlight())
        return before + u'.';
    const QString lasted = durationText(clientRequest.endNs - clientRequest.startNs);
    return before + (clientRequest.status == 0
                         ? QObject::tr(", and gave it up after %1.").arg(lasted)
                         : QObject::tr(", and had its answer after %1.").arg(lasted));
}

QString upstreamAdvice(const std::optional<record::UpstreamTimes> &times)
{
    return times ? analysis::troubleAdvice(*times) : QString();
}

QString sentence(const QString &text)
{
    return text.first(1).toUpper() + text.sliced(1) + u'.';
}

} // namespace

TimingPage::TimingPage(QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    build();
}

void TimingPage::build()
{
    auto *page = new QWidget;
    page->setBackgroundRole(QPalette::Base);
    auto *grid = new QGridLayout(page);
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    grid->setVerticalSpacing(fontMetrics().height() / 4);
    for (int i = 0; i < record::phaseCount; ++i) {
        Row &row = m_rows[size_t(i)];
        row = {dimLabel(record::phaseName(record::Phase(i))), new PhaseBar(page), plainLabel()};
        row.duration->setFont(fixedFont());
        row.duration->setObjectName(u"duration "_s + record::phaseName(record::Phase(i)));
        grid->addWidget(row.name, i, 0);
        grid->addWidget(row.bar, i, 1);
        grid->addWidget(row.duration, i, 2, Qt::AlignRight);
    }
    int below = record::phaseCount;
    m_upstream.emplace(grid, below, page);
    below += UpstreamRows::rowCount;
    auto *line = new QFrame(page);
    line->setFrameStyle(HLine | Plain);
    line->setForegroundRole(QPalette::Mid);
    grid->addWidget(line, below++, 0, 1, 3);
    m_total = boldLabel();
    m_total->setObjectName("total"_L1);
    QFont font = fixedFont();
    font.setBold(true);
    m_total->setFont(font);
    grid->addWidget(dimLabel(tr("total, first byte → flushed")), below, 0, 1, 2);
    grid->addWidget(m_total, below++, 2, Qt::AlignRight);
    const std::array names = {tr("first byte of the answer, after"), tr("pieces"),
                              tr("longest gap before a piece"), tr("bytes a second while sending"),
                              tr("ended")};
    constexpr std::array ids = {"firstByte", "pieces", "longestGap", "bytesPerSecond", "ending"};
    for (size_t i = 0; i < m_answer.size(); ++i) {
        m_answer[i] = {dimLabel(names[i]), plainLabel()};
        m_answer[i].value->setObjectName(QLatin1StringView(ids[i]));
        m_answer[i].value->setFont(fixedFont());
        grid->addWidget(m_answer[i].name, below, 0, 1, 2);
        grid->addWidget(m_answer[i].value, below++, 1, 1, 2, Qt::AlignRight);
    }
    m_note = dimLabel();
    m_note->setObjectName("timingNote"_L1);
    m_note->setWordWrap(true);
    grid->addWidget(m_note, below++, 0, 1, 3);
    grid->setRowStretch(below, 1);
    setWidget(page);
}

QSize TimingPage::minimumSizeHint() const
{
    const int width = widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
    return {width, QScrollArea::minimumSizeHint().height()};
}

void TimingPage::showRequest(const SelectedRequest &selected,
                             const record::ClientRequest *clientRequest, const QString &rule,
                             const QString &upstream, qint64 nowNs)
{
    const std::vector<PhaseSpan> spans = phaseSpans(selected, nowNs);
    qint64 whole = std::max<qint64>(lastedNs(selected.record, nowNs), 1);
    for (const PhaseSpan &span : spans)
        whole = std::max(whole, span.fromNs + span.lastedNs);
    for (size_t i = 0; i < m_rows.size(); ++i)
        showRow(m_rows[i], record::Phase(i), spans, whole);
    m_upstream->show(selected.upstream, upstream, selected.record.startNs, whole,
                     analysis::upstreamUntilNs(selected.record, nowNs), selected.isInFlight());
    const qint64 lasted = lastedNs(selected.record, nowNs);
    m_total->setText(selected.isInFlight() ? ageText(lasted) : durationText(lasted));
    showAnswer(selected);
    QString note = selected.record.bytesOut > 0
                       ? tr("Flushed: handed to the kernel, which sends it on.")
                       : tr("Nothing was sent.");
    const qint64 idleNs = record::phaseNs(selected.record, record::Phase::KeepAliveIdle);
    if (selected.record.ordinal > 1)
        note += u' ' + tr("Before its first byte the connection was idle for %1.")
                           .arg(approximateDuration(idleNs));
    if (selected.unreadNs > 0)
        note.prepend(sentence(analysis::unreadText(selected.unreadNs)) + u'\n');
    if (!selected.attempt.isEmpty())
        note.prepend(sentence(selected.attempt) + u'\n');
    if (clientRequest)
        note += u'\n' + clientNote(*clientRequest);
    if (const QString advice = upstreamAdvice(selected.upstream); !advice.isEmpty())
        note.prepend(advice + u'\n');
    if (!rule.isEmpty())
        note.prepend(rule + u'\n');
    m_note->setText(note);
}

void TimingPage::showAnswer(const SelectedRequest &selected)
{
    const analysis::AnswerTimes times = selected.answerTimes();
    const bool hasPieces = times.pieces > 0;
    const std::array values = {times.firstByteNs ? durationText(*times.firstByteNs) : QString(),
                               hasPieces ? text::countText(times.pieces) : QString(),
                               hasPieces ? durationText(times.longestGapNs) : QString(),
                               times.bytesPerSecond > 0
                                   ? tr("%1/s").arg(text::bytesText(times.bytesPerSecond))
                                   : QString(),
                               selected.ending()};
    for (size_t i = 0; i < values.size(); ++i) {
        m_answer[i].value->setText(values[i]);
        m_answer[i].name->setVisible(!values[i].isEmpty());
        m_answer[i].value->setVisible(!values[i].isEmpty());
    }
}

void TimingPage::showRow(const Row &row, record::Phase phase, std::span<const PhaseSpan> all,
                         qint64 wholeNs)
{
    std::vector<PhaseBar::Span> spans;
    qint64 lastedNs = 0;
    bool goesOn = false;
    for (const PhaseSpan &span : all) {
        if (span.phase != phase)
            continue;
        spans.push_back({double(span.fromNs) / double(wholeNs),
                         double(span.fromNs + span.lastedNs) / double(wholeNs)});
        lastedNs += span.lastedNs;
        goesOn = span.goesOn;
    }
    for (QWidget *widget : {static_cast<QWidget *>(row.name), static_cast<QWidget *>(row.bar),
                            static_cast<QWidget *>(row.duration)})
        widget->setVisible(!spans.empty());
    row.bar->setSpans(phase, std::move(spans), goesOn);
    row.duration->setText(goesOn ? ageText(lastedNs) : durationText(lastedNs));
}

} // namespace overlap::ui
