#include "rules/ruleeditor.h"

#include "announce.h"
#include "theme.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

RuleEditor::RuleEditor(QWidget *parent)
    : QWidget(parent)
    , m_title(boldLabel())
    , m_text(new QPlainTextEdit)
    , m_message(dimLabel())
{
    setObjectName("ruleEditor"_L1);
    m_text->setObjectName("ruleText"_L1);
    m_text->setAccessibleName(tr("The rule, as JSON"));
    m_text->setTabChangesFocus(true);
    m_text->installEventFilter(this);
    m_message->setObjectName("ruleMessage"_L1);
    m_message->setWordWrap(true);
    auto *apply = new QPushButton(tr("Apply"));
    apply->setObjectName("applyRule"_L1);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName("cancelRule"_L1);
    for (QPushButton *button : {apply, cancel})
        button->setAutoDefault(true);
    m_title->setWordWrap(true);
    auto *above = new QHBoxLayout; // so that the message has the whole width
    above->addWidget(m_title, 1);
    above->addWidget(apply, 0, Qt::AlignTop);
    above->addWidget(cancel, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    const int margin = fontMetrics().averageCharWidth();
    column->setContentsMargins(margin, margin / 2, margin, margin / 2);
    column->setSpacing(margin / 2);
    column->addLayout(above);
    column->addWidget(m_text);
    column->addWidget(m_message);
    setTabOrder(m_text, apply);
    setTabOrder(apply, cancel);
    connect(apply, &QPushButton::clicked, this, &RuleEditor::applied);
    connect(cancel, &QPushButton::clicked, this, &RuleEditor::cancelled);
    connect(m_text, &QPlainTextEdit::textChanged, this, &RuleEditor::showHelp);
    fitText();
    hide();
}

void RuleEditor::open(const QByteArray &text, const QString &title)
{
    m_title->setText(title);
    m_text->setPlainText(QString::fromUtf8(text));
    m_text->setAccessibleDescription(title);
    showHelp();
    m_focus.remember(*this);
    show();
    m_text->setFocus();
    m_text->moveCursor(QTextCursor::End);
    m_text->moveCursor(QTextCursor::PreviousCharacter); // within the brackets
}

void RuleEditor::showError(const scenario::Error &error)
{
    m_isWrong = true;
    const QString text = error.line == 0 ? error.text
                                         : tr("Line %1, column %2: %3")
                                               .arg(QString::number(error.line),
                                                    QString::number(error.column), error.text);
    m_message->setText(text);
    colour();
    const QTextBlock block = m_text->document()->findBlockByNumber(std::max(error.line - 1, 0));
    QTextCursor cursor(m_text->document());
    cursor.setPosition(block.position() + std::clamp(error.column - 1, 0, block.length() - 1));
    m_text->setTextCursor(cursor);
    m_text->setFocus();
    announce(m_text, text);
}

void RuleEditor::showHelp()
{
    m_isWrong = false;
    m_message->setText(tr("on: which requests. do: steps, such as sleep=1s&status=503. to: folder "
                          "DIR, upstream URL. Enter applies it, Esc cancels."));
    colour();
}

void RuleEditor::colour()
{
    m_message->setForegroundRole(m_isWrong ? QPalette::Text : QPalette::PlaceholderText);
    QPalette colours = parentWidget() ? parentWidget()->palette() : QPalette();
    if (m_isWrong)
        colours.setColor(QPalette::Text, Theme::forPalette(colours).error);
    m_message->setPalette(colours);
}

void RuleEditor::leave()
{
    m_focus.giveBack(*this);
    hide();
}

QByteArray RuleEditor::text() const
{
    return m_text->toPlainText().toUtf8();
}

bool RuleEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (isEnter && !(key->modifiers() & Qt::ShiftModifier)) { // with Shift it begins a line
        Q_EMIT applied();
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        Q_EMIT cancelled();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void RuleEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitText();
    else if (event->type() == QEvent::PaletteChange)
        colour();
}

// Two lines: a usual rule.
void RuleEditor::fitText()
{
    m_text->setFont(fixedFont());
    const int frame = 2 * m_text->frameWidth() + 2 * int(m_text->document()->documentMargin());
    m_text->setFixedHeight(2 * QFontMetrics(m_text->font()).lineSpacing() + frame);
}

} // namespace overlap::ui
