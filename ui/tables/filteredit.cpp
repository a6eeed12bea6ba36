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
    setPlaceholderText(tr("Filter: status:5xx path:/sleep dur>1s"));
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
    const int example = fontMetrics().horizontalAdvance(placeholderText()) + 2 * usual.height();
    const int share = parentWidget() ? parentWidget()->width() * 2 / 5 : example;
    return {std::min(example, std::max(share, usual.width() / 2)), usual.height()};
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
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape || text().isEmpty())
        return QLineEdit::keyPressEvent(event);
    clear();
    read();
}

} // namespace overlap::ui
