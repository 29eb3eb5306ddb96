import type { Translated } from '../translated.js';

export const DEVICE_CODES: Translated<'deviceCodes'> = {
  'codes.label': 'الرمز على شاشة الجهاز',
  'codes.go': 'متابعة',
  'codes.back': 'رجوع',
  'codes.bad': 'يتكوّن الرمز من 8 أحرف، مثل WDJB-MJHT.',
  'approve.near': 'الجهاز على الشبكة نفسها التي عليها لوحة التحكم هذه.',
  'approve.far':
    '<b>الجهاز على شبكة أخرى، لذلك لا يمكن السماح له بالدخول.</b> هل أرسل إليك أحد هذا الرمز؟ إذن ارفضه. وإن كنت تتوقع ذلك، فاسمح به في الإعدادات ثم دع الجهاز يطلب مجددًا.',
  'approve.farAllowed':
    '<b>الجهاز على شبكة أخرى.</b> هل أرسل إليك أحد هذا الرمز؟ إذن ارفضه، وإلا دخل المرسل.',
  'approve.byCode': 'لا يعرض الجهاز رمز PIN. اسمح له فقط إذا قرأت الرمز للتو على شاشته نفسها.',
  'approve.bySetupKey': 'لدى الجهاز أحد مفاتيح الإعداد الخاصة بك، وهو يسألك أولًا. لا يعرض رمز PIN.',
  'approve.letIn': 'السماح بالدخول',
  'code.typed': 'لا توجد كاميرا؟ افتح هناك <code>{host}/join</code> واكتب <code>{typed}</code>.',
  'refusal.other_network': 'طلب الجهاز من شبكة أخرى. يمكنك السماح بذلك في الإعدادات.',
  'refusal.code_not_found': 'لا يعرض أي جهاز هذا الرمز. تحقّق منه أو اطلب من الجهاز عرض رمز جديد.',
  'refusal.pin_required': 'يعرض الجهاز رمز PIN: اكتبه هنا.',
};
