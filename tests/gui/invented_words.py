"""Invented names and sentences in Arabic, for the pages that are told in both languages."""

# ruff: noqa: E501 - one line is a few names

from app.gui.style.theme import Look

ARABIC = {
    "Marula": "مارولا", "Heron": "مالك الحزين", "Kestrel": "العوسق", "Wren": "النمنمة", "Lantern": "الفانوس",
    "Northern Defence Network": "شبكة الشمال للدفاع", "Northern Defence Network, night desk": "شبكة الشمال للدفاع، مناوبة الليل",
    "Second Secretary": "السكرتير الثاني", "Sister Lumen": "الأخت لومن", "Old Teacher": "المعلم العجوز",
    "Ombuds Office": "ديوان المظالم", "Lantern of the Upper River Valley": "فانوس أعالي وادي النهر",
    "Office, case lead": "المكتب، مسؤولة القضايا", "River mission": "بعثة النهر", "Volunteer, Tres Ceibas": "متطوعة، تريس سيباس",
    "Office": "المكتب", "Lawyer, Lurenka": "محامية، لورينكا", "Embassy, capital": "السفارة، العاصمة",
    "Sierra Quime": "سييرا كيمي", "Lurenka": "لورينكا", "Ansal district": "قضاء أنسال", "Tres Ceibas desk": "مكتب تريس سيباس",
    "Messenger first, then radio at 07:00 and 19:00": "الرسائل أولًا، ثم اللاسلكي في السابعة صباحًا ومساءً",
    "Call the post commander; travel within Ansal district": "الاتصال بقائد المخفر؛ والتنقل داخل قضاء أنسال",
    "Arrest, Tres Ceibas": "توقيف، تريس سيباس", "Office raid, Velmora": "مداهمة مكتب، فيلمورا", "Beating": "ضرب",
    "Statement of Marula": "إفادة مارولا", "UN, given": "الأمم المتحدة، مُعطاة", "press, given": "الصحافة، مُعطاة",
    "Two men in a grey pickup followed Kestrel and Wren along the quay.": "لاحق رجلان في شاحنة رمادية العوسق والنمنمة على الرصيف.",
    "Marula was opening the pump when a green truck stopped. She asked for a warrant.":
        "كانت مارولا تفتح المضخة حين توقفت شاحنة خضراء. طلبت مذكرة توقيف.",
    "Two neighbours saw a grey pickup at the pump at dawn; four men got out, one with a list of names.":
        "رأى جاران شاحنة رمادية عند المضخة فجرًا؛ نزل أربعة رجال، مع أحدهم قائمة أسماء.",
    "Marula was opening the pump when a green truck stopped.": "كانت مارولا تفتح المضخة حين توقفت شاحنة خضراء.",
    "Eleven men without badges searched the Union of Quay Workers.": "فتّش أحد عشر رجلًا بلا شارات اتحاد عمال الأرصفة.",
    "beat her with rifle butts": "ضربوها بأعقاب البنادق", "Field notes": "ملاحظات ميدانية",
    "Filed the water complaint; speaks for the pump committee.": "قدّمت شكوى المياه؛ وتتحدث باسم لجنة المضخة.",
    "At the pump house that morning.": "كانت عند بيت المضخة ذلك الصباح.", "woman": "امرأة", "30 to 49": "٣٠ إلى ٤٩",
    "Clinic by the river": "عيادة النهر", "Steering committee": "لجنة التسيير", "deputy": "نائب",
    "Find a lawyer for the north": "إيجاد محامٍ للشمال", "delegate of the north": "مندوب الشمال",
    "decision of a meeting": "قرار اجتماع",
    "House burnt, Sierra Quime": "حرق منزل، سييرا كيمي", "Smear in the press, national": "تشهير في الصحافة الوطنية",
}  # fmt: skip


def said(look: Look, words: str) -> str:
    """Return invented words in the language of the look, where they are told in it."""
    return ARABIC.get(words, words) if look.tr.language == "ar" else words
