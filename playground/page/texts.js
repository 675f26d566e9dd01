/** The page's own words in German and Chinese; the bot's words come from the bot. */

const TEXTS = {
  de: {
    claim: "Übungsumgebung, nur auf diesem Rechner (127.0.0.1). Nichts wird an Telegram gesendet.",
    language: "Sprache der Seite",
    theme_auto: "Hell oder dunkel: wie das System",
    theme_light: "Hell",
    theme_dark: "Dunkel",
    offline: "Verbindung zur Übungsumgebung unterbrochen. Sie wird von selbst wiederhergestellt.",
    phones: "Telefone",
    guide: "Nächster Schritt",
    guide_end: "Geschafft",
    guide_done: "Alle Schritte sind erledigt",
    guide_all: "Alle Schritte",
    guide_mark: "Als erledigt vermerken",
    step_done: "erledigt",
    step_of: "{n} von {total}",
    crowd: "Weitere Städte",
    crowd_intro: "Simulierte Kontakte. Sie drücken dieselben Schaltflächen wie ein Mensch.",
    crowd_none: "Noch keine weiteren Städte.",
    crowd_count: "{waiting} warten · {answered} haben geantwortet",
    crowd_choice: "Antwort",
    choice_consent: "Zustimmen",
    choice_remark: "Mit Anmerkung zustimmen",
    choice_question: "Rückfrage",
    choice_object: "Nicht zustimmen",
    answer_one: "Antworten lassen",
    answer_one_of: "{name} antworten lassen",
    answer_all: "Alle antworten lassen",
    answering: "Antworten laufen …",
    state_waiting: "wartet",
    state_answered: "geantwortet",
    state_running: "antwortet …",
    state_failed: "nicht gelungen",
    state_idle: "nichts offen",
    show_phone: "{name} als Telefon zeigen",
    hide_phone: "Telefon ausblenden",
    block: "Bot blockieren",
    unblock: "Blockierung aufheben",
    more: "Mehr",
    failed: "Das ist nicht gelungen: {reason}",
    no_phones: "Kein Telefon eingeblendet. Rechts unter „Weitere Städte“ lässt sich eines zeigen.",
    lang_de: "Deutsch",
    lang_zh: "Chinesisch",
  },
  zh: {
    claim: "本机演示环境，仅在这台电脑上运行（127.0.0.1），不会向Telegram发送任何内容。",
    language: "页面语言",
    theme_auto: "外观：跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    offline: "与演示环境的连接已中断，正在自动恢复。",
    phones: "手机",
    guide: "下一步",
    guide_end: "完成",
    guide_done: "所有步骤均已完成",
    guide_all: "全部步骤",
    guide_mark: "标记为已完成",
    step_done: "已完成",
    step_of: "{n}/{total}",
    crowd: "其他城市",
    crowd_intro: "由程序模拟的联络员，与真人点击的按钮相同。",
    crowd_none: "暂无其他城市。",
    crowd_count: "{waiting}个尚未答复，{answered}个已答复",
    crowd_choice: "答复内容",
    choice_consent: "同意",
    choice_remark: "同意并附说明",
    choice_question: "提出询问",
    choice_object: "不同意",
    answer_one: "请其答复",
    answer_one_of: "请{name}答复",
    answer_all: "请全部城市答复",
    answering: "正在答复……",
    state_waiting: "尚未答复",
    state_answered: "已答复",
    state_running: "答复中……",
    state_failed: "未成功",
    state_idle: "无待办事项",
    show_phone: "显示{name}的手机",
    hide_phone: "隐藏此手机",
    block: "停用机器人",
    unblock: "恢复机器人",
    more: "更多",
    failed: "操作未成功：{reason}",
    no_phones: "当前没有显示手机，可在“其他城市”中选择一部。",
    lang_de: "德语",
    lang_zh: "中文",
  },
};

/** What a phone itself says, in the language of the person who holds it. */
const PHONE = {
  de: {
    write: "Nachricht",
    send: "Senden",
    attach: "Datei anhängen",
    attachment: "Anhang",
    drop_attachment: "Anhang entfernen",
    as_photo: "Als Bild senden",
    menu: "Menü",
    commands: "Befehle",
    start: "Starten",
    edited: "bearbeitet",
    new_messages: "Neue Nachrichten",
    to_end: "Zum Ende",
    copied: "Kopiert: {text}",
    copy_by_hand: "Bitte von Hand kopieren: {text}",
    gone: "Diese Schaltfläche gibt es nicht mehr.",
    not_here: "Diese Schaltfläche wirkt nur in Telegram.",
    failed: "Nicht gesendet: {reason}",
    typing: "schreibt …",
    ok: "OK",
    photo: "Bild",
    download: "{name} herunterladen",
    empty: "Noch keine Nachrichten.",
    blocked: "Der Bot ist blockiert. Er kann Ihnen nicht schreiben.",
    unblock: "Blockierung aufheben",
    messages: "Nachrichten von {name}",
    older: "Frühere Nachrichten",
    expand: "Ganz anzeigen",
    collapse: "Weniger anzeigen",
  },
  zh: {
    write: "消息",
    send: "发送",
    attach: "添加文件",
    attachment: "附件",
    drop_attachment: "移除附件",
    as_photo: "作为图片发送",
    menu: "菜单",
    commands: "命令",
    start: "开始",
    edited: "已编辑",
    new_messages: "新消息",
    to_end: "回到底部",
    copied: "已复制：{text}",
    copy_by_hand: "请手动复制：{text}",
    gone: "此按钮已失效。",
    not_here: "此按钮仅在Telegram中可用。",
    failed: "发送未成功：{reason}",
    typing: "正在输入……",
    ok: "好",
    photo: "图片",
    download: "下载{name}",
    empty: "暂无消息。",
    blocked: "您已停用机器人，机器人无法向您发送消息。",
    unblock: "恢复机器人",
    messages: "{name}的消息",
    older: "更早的消息",
    expand: "展开全文",
    collapse: "收起",
  },
};

/** "zh" for every Chinese language code, "de" for all others. */
export function tongue(code) {
  return String(code ?? "").toLowerCase().startsWith("zh") ? "zh" : "de";
}

/** The BCP 47 tag that picks fonts, quotes and number forms. */
export function langTag(code) {
  return tongue(code) === "zh" ? "zh-Hans" : "de";
}

/** The zone in which a phone's clock runs: contacts sit in Germany or in China. */
export function zoneOf(code) {
  return tongue(code) === "zh" ? "Asia/Shanghai" : "Europe/Berlin";
}

/** A person's name; Chinese names are written without a blank. */
export function fullName(person) {
  const parts = [person.first_name, person.last_name].filter(Boolean);
  return parts.join(parts.every((part) => /^\p{Script=Han}+$/u.test(part)) ? "" : " ");
}

/** Fills {named} holes; throws on an unknown key so that a missing word shows in the tests. */
function fill(table, key, holes) {
  const text = table[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => holes[name]);
}

/** A text of the page in the given language. */
export function pageText(language, key, holes = {}) {
  return fill(TEXTS[tongue(language)], key, holes);
}

/** A text of a phone in the language of its person. */
export function phoneText(language, key, holes = {}) {
  return fill(PHONE[tongue(language)], key, holes);
}
