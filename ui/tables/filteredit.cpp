#include "filteredit.h"

#include "theme.h"

#include <QKeyEvent>
#include <QTextDocument>
#include <QToolTip>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

FilterEdit::FilterEdit(QWidget *parent) : QLineEdit(parent)
{
    setObjectName("filter"_L1);
    setPlaceholderText(tr("Filter: 404 /sleep dur>1s"));
    setAccessibleName(tr("Filter of the requests"));
    setClearButtonEnabled(true);
    m_typing.setSingleShot(true);
    m_typing.setInterval(250ms);
    connect(this, &QLineEdit::textEdited, &m_typing, qOverload<>(&QTimer::start));
    connect(this, &QLineEdit::returnPressed, this, &FilterEdit::read);
    connect(&m_typing, &QTimer::timeout, this, &FilterEdit::read);
}

QSize FilterEdit::sizeHint() const
{
    const QSize usual = QLineEdit::sizeHint();
    return {fontMetrics().horizontalAdvance(placeholderText()) + 2 * usual.height(),
            usual.height()};
}

QStringList FilterEdit::words() const
{
    return text().toLower().split(u' ', Qt::SkipEmptyParts);
}

void FilterEdit::setWord(const QString &word, bool on)
{
    const QString opposite = word.startsWith(u'-') ? word.sliced(1) : u'-' + word;
    QStringList all = text().split(u' ', Qt::SkipEmptyParts);
    all.removeIf([&](const QString &each) {
        return each.compare(word, Qt::CaseInsensitive) == 0 ||
               each.compare(opposite, Qt::CaseInsensitive) == 0;
    });
    if (on)
        all.append(word);
    replace(all.join(u' '));
}

void FilterEdit::setField(const QString &field, const QString &value)
{
    QStringList all = text().split(u' ', Qt::SkipEmptyParts);
    all.removeIf([&](const QString &word) { return word.startsWith(field, Qt::CaseInsensitive); });
    all.append(field + value);
    replace(all.join(u' '));
}

void FilterEdit::clearFilter()
{
    replace({});
}

// Undo brings the old text back.
void FilterEdit::replace(const QString &text)
{
    selectAll();
    insert(text);
    read();
}

void FilterEdit::read()
{
    m_typing.stop();
    const auto parsed = Filter::parse(text());
    const auto *problem = std::get_if<QString>(&parsed);
    m_problem = problem ? *problem : QString();
    setAccessibleDescription(m_problem);
    // QToolTip guesses whether a text is rich text. An escaped one is always shown as it is.
    setToolTip(m_problem.isEmpty() ? QString() : Qt::convertFromPlainText(m_problem));
    QPalette colours = palette();
    const QPalette usual = parentWidget() ? parentWidget()->palette() : QPalette();
    colours.setColor(QPalette::Text,
                     problem ? Theme::forPalette(usual).error : usual.color(QPalette::Text));
    setPalette(colours);
    if (problem)
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), toolTip(), this);
    else
        QToolTip::hideText();
    if (const auto *filter = std::get_if<Filter>(&parsed))
        Q_EMIT changed(*filter);
    else
        Q_EMIT refused();
}

// With nothing to undo here, the key undoes what it does elsewhere.
bool FilterEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && !isUndoAvailable() &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Undo))
        return false;
    return QLineEdit::event(event);
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape || text().isEmpty())
        return QLineEdit::keyPressEvent(event);
    clearFilter();
}

} // namespace overlap::ui
